import { z } from 'zod'
import { PlanningProblemError } from '../../../src/planning/check-problem.ts'
import {
  problemObjectSchema,
  type AnswerObject,
  type ProblemObject,
} from '../../../src/planning/problem-object/schemas.ts'
import { judge } from '../oracle/judge.ts'

/** What is wrong with how a request is answered or refused; none: any right answer, or a refusal that names fields. */
export function faultsOfAnswer(
  problem: ProblemObject,
  answer: (problem: ProblemObject) => AnswerObject,
): string[] {
  let given: AnswerObject
  try {
    given = answer(problem)
  } catch (error) {
    if (!(error instanceof PlanningProblemError)) return [`It throws ${String(error)}`]
    const strangers = error.faults.filter(({ field }) => !isField(problem, field))
    if (error.faults.length === 0) return ['It is refused without a reason']
    return strangers.map(({ field }) => `It is refused for ${field}, which is no field of the request`)
  }
  const numbers = [given.cost, given.shortfall_kwh, given.gap, ...given.plan.map(({ power_kw }) => power_kw)]
  if (!numbers.every(Number.isFinite)) return [`There is a number that is none: ${JSON.stringify(given)}`]
  // Beside other limits than power less can be charged than fits.
  return judge(problem, given).faults.filter((fault) => {
    return given.status !== 'shortfall' || !fault.includes('kWh, less than')
  })
}

const jsonSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
})
const ROOT = z.toJSONSchema(problemObjectSchema, { io: 'input' })

/** Whether a path such as `slots[3].start` leads to a field that the schema knows, in an element that is there. */
export function isField(problem: ProblemObject, path: string): boolean {
  let schema: unknown = ROOT
  let value: unknown = problem
  for (const [, name, index] of path.matchAll(/([a-z_]+)|\[(\d+)\]/g)) {
    const { properties, items, anyOf } = jsonSchema.parse(schema)
    if (name !== undefined) {
      schema = properties?.[name]
      value = z.record(z.string(), z.unknown()).catch({}).parse(value)[name]
    } else {
      const list = z.array(z.unknown()).catch([]).parse(value)
      schema = Number(index) < list.length ? (items ?? itemsOf(anyOf)) : undefined
      value = list[Number(index)]
    }
    if (schema === undefined) return false
  }
  return true
}

function itemsOf(choices: readonly unknown[] | undefined): unknown {
  return choices?.map((choice) => jsonSchema.parse(choice).items).find((items) => items !== undefined)
}
