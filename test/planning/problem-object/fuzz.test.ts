import { describe, expect, test } from 'vitest'
import { PlanningProblemError } from '../../../src/planning/check-problem.ts'
import { answerProblem } from '../../../src/planning/problem-object/answer.ts'
import {
  problemObjectSchema,
  type AnswerObject,
  type ProblemObject,
} from '../../../src/planning/problem-object/schemas.ts'
import { answer, quarters } from '../oracle/by-hand.ts'
import { judge } from '../oracle/judge.ts'
import { brokenProblem } from './broken-problem.ts'

const CASES = 10_000
const TIMEOUT_MS = 120_000

type Kind = AnswerObject['status'] | 'refused'

interface Outcome {
  readonly kind: Kind
  readonly faults: readonly string[]
}

describe('a request that makes little sense', () => {
  test(
    'is refused with the fields to correct, or answered with a plan that holds and finite numbers',
    () => {
      const wrong: string[] = []
      const counts = { ok: 0, shortfall: 0, infeasible: 0, refused: 0 }
      for (let seed = 0; seed < CASES; seed++) {
        const { kind, faults } = outcomeOf(brokenProblem(seed), answerProblem)
        counts[kind]++
        wrong.push(...faults.map((fault) => `seed ${String(seed)}: ${fault}`))
      }
      expect(wrong).toEqual([])
      for (const count of Object.values(counts)) expect(count).toBeGreaterThan(CASES / 50)
    },
    TIMEOUT_MS,
  )
})

/** What came of a request, and what is wrong with that. Only a refusal may be thrown. */
function outcomeOf(problem: ProblemObject, solve: (problem: ProblemObject) => AnswerObject): Outcome {
  try {
    const given = solve(problem)
    return { kind: given.status, faults: [...oddNumbers(given), ...judge(problem, given).faults] }
  } catch (error) {
    if (!(error instanceof PlanningProblemError))
      return { kind: 'refused', faults: [`threw ${String(error)}`] }
    return { kind: 'refused', faults: refusalFaults(error) }
  }
}

function oddNumbers({ cost, shortfall_kwh, gap, plan }: AnswerObject): string[] {
  const instants = plan.flatMap(({ start, end }) => [Date.parse(start), Date.parse(end)])
  const numbers = [cost, shortfall_kwh, gap, ...plan.map(({ power_kw }) => power_kw), ...instants]
  const odd = numbers.filter((value) => !Number.isFinite(value))
  return odd.length === 0 ? [] : [`has the numbers ${odd.join(', ')}`]
}

function refusalFaults({ faults }: PlanningProblemError): string[] {
  const fields = new Set(Object.keys(problemObjectSchema.shape))
  const unknown = faults.map(({ field }) => field).filter((field) => !fields.has(firstSegment(field)))
  if (faults.length === 0) return ['is refused without a reason']
  return unknown.map((field) => `names ${field}, which is no field`)
}

function firstSegment(field: string): string {
  return field.split(/[.[]/, 1)[0] ?? ''
}
