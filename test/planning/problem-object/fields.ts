import { z } from 'zod'
import { problemObjectSchema, type ProblemObject } from '../../../src/planning/problem-object/schemas.ts'

const jsonSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
})
const object = z.record(z.string(), z.unknown()).catch({})
const list = z.array(z.unknown()).catch([])

const ROOT: unknown = z.toJSONSchema(problemObjectSchema, { io: 'input' })

/** Whether a path such as `slots[3].start` leads to a field that the schema knows, in an element that is there. */
export function isField(problem: ProblemObject, path: string): boolean {
  let schema: unknown = ROOT
  let value: unknown = problem
  const steps = [...path.matchAll(/([a-z_]+)|\[(\d+)\]/g)]
  for (const [, name, place] of steps) {
    const { properties, items, anyOf } = jsonSchema.parse(schema)
    if (name !== undefined) {
      schema = properties?.[name]
      value = object.parse(value)[name]
    } else {
      const elements = list.parse(value)
      schema = Number(place) < elements.length ? (items ?? itemsOf(anyOf)) : undefined
      value = elements[Number(place)]
    }
    if (schema === undefined) return false
  }
  return steps.length > 0
}

function itemsOf(choices: readonly unknown[] | undefined): unknown {
  return choices?.map((choice) => jsonSchema.parse(choice).items).find((items) => items !== undefined)
}
