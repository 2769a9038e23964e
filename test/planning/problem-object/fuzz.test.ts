import { describe, expect, test } from 'vitest'
import { PlanningProblemError } from '../../../src/planning/check-problem.ts'
import { answerProblem } from '../../../src/planning/problem-object/answer.ts'
import type { AnswerObject, ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { answer, quarters } from '../oracle/by-hand.ts'
import { judge } from '../oracle/judge.ts'
import { pricedSlots } from '../oracle/statement.ts'
import { brokenProblem } from './broken-problem.ts'
import { isField } from './fields.ts'

const CASES = 10_000
const TIMEOUT_MS = 120_000
const LONGEST_JUDGED_MS = 31 * 86_400_000

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

describe('an energy that cannot be had', () => {
  const wish = { energy_kwh: 50, energy_max_kwh: 60, efficiency: 0.8, best_effort: true } as const
  const modes = ['range', 'semi', 'onoff'] as const
  const granularities = ['slot', 'any'] as const
  test.each(modes.flatMap((mode) => granularities.map((granularity) => [mode, granularity] as const)))(
    'gives all the energy there is, and the rest is stated: %s, %s',
    (power_mode, granularity) => {
      const problem = quarters([1, -2, null, 9], { ...wish, power_mode, granularity, min_power_kw: 1 })
      const given = answerProblem(problem)
      expect(broken(problem, given)).toEqual([])
      expect(given.status).toBe('shortfall')
      expect(given.shortfall_kwh).toBeCloseTo(50 - 0.8 * 3, 6)
      expect(given.cost).toBeCloseTo(8, 6)
    },
  )
})

describe('a wrong outcome is found', () => {
  const problem = quarters([3, 1, 2], { energy_kwh: 2 })
  const right = answer([[15, 45, 4]], 3)
  const lies: readonly (readonly [lie: string, given: AnswerObject])[] = [
    ['costs no number', { ...right, cost: Number.NaN }],
    ['has an infinite gap', { ...right, gap: Infinity }],
    ['lacks no number of kWh', { ...right, status: 'infeasible', shortfall_kwh: Number.NaN }],
    ['charges at no number of kW', answer([[15, 45, Number.NaN]], 3)],
    ['has no time', { ...right, plan: [{ start: 'soon', end: 'later', power_kw: 4 }] }],
    ['charges too strongly', answer([[15, 30, 8]], 2)],
    ['charges before now', answer([[-15, 15, 4]], 3)],
    ['charges too little', answer([[15, 30, 4]], 1)],
    ['is another plan than it says', { ...right, cost: 2 }],
  ]
  test.each(lies)('that %s', (_, given) => {
    expect(outcomeOf(problem, () => given).faults).not.toEqual([])
  })

  const refusals: readonly (readonly [what: string, error: Error])[] = [
    ['is no refusal', new RangeError('Invalid time value')],
    ['names no field', new PlanningProblemError([])],
    ...['need.soc', 'slots[0].start', 'series.price[3]', 'series.prices', 'energy', ''].map(
      (field) =>
        [
          `names another field, ${field}`,
          new PlanningProblemError([{ field, value: '1', expected: 'more' }]),
        ] as const,
    ),
  ]
  test.each(refusals)('that %s', (_, error) => {
    const refuse = (): never => {
      throw error
    }
    expect(outcomeOf(problem, refuse).faults).not.toEqual([])
  })

  test('and a right one is not', () => {
    const field = 'series.price[2]'
    const refuse = (): never => {
      throw new PlanningProblemError([{ field, value: '', expected: 'a price' }])
    }
    expect(outcomeOf(problem, () => right)).toEqual({ kind: 'ok', faults: [] })
    expect(outcomeOf(problem, refuse)).toEqual({ kind: 'refused', faults: [] })
  })
})

/** What came of a request, and what is wrong with that. Only a refusal may be thrown. */
function outcomeOf(problem: ProblemObject, solve: (problem: ProblemObject) => AnswerObject): Outcome {
  try {
    const given = solve(problem)
    return { kind: given.status, faults: [...oddNumbers(given), ...broken(problem, given)] }
  } catch (error) {
    if (!(error instanceof PlanningProblemError))
      return { kind: 'refused', faults: [`threw ${String(error)}`] }
    return { kind: 'refused', faults: refusalFaults(problem, error) }
  }
}

/**
 * The judge counts hours one by one and in any zone it is told. Where a slot lasts for years, or no rule asks for the zone, it would
 * fail and not the planner.
 */
function broken(problem: ProblemObject, given: AnswerObject): readonly string[] {
  if (pricedSlots(problem).some(({ start, end }) => end - start > LONGEST_JUDGED_MS)) return []
  const { tz = 'UTC', capacity } = problem
  const zone = capacity?.rule === 'three_highest_days' ? tz : 'UTC'
  const { faults } = judge({ ...problem, tz: zone }, given)
  return faults.filter((fault) => !excused(problem, given).some((words) => fault.includes(words)))
}

/** What the judge asks for though the request does not. */
function excused({ taper = [], min_run_min }: ProblemObject, { status }: AnswerObject): string[] {
  return [
    // What rules and bounds leave of an energy that cannot be had is less than what fits in.
    ...(status === 'ok' ? [] : ['kWh, less than']),
    // One block is at full power only where no taper and no least run say otherwise.
    ...(taper.length > 0 || min_run_min !== undefined ? ['The block is not at full power'] : []),
  ]
}

function oddNumbers({ cost, shortfall_kwh, gap, plan }: AnswerObject): string[] {
  const instants = plan.flatMap(({ start, end }) => [Date.parse(start), Date.parse(end)])
  const numbers = [cost, shortfall_kwh, gap, ...plan.map(({ power_kw }) => power_kw), ...instants]
  const odd = numbers.filter((value) => !Number.isFinite(value))
  return odd.length === 0 ? [] : [`has the numbers ${odd.join(', ')}`]
}

function refusalFaults(problem: ProblemObject, { faults }: PlanningProblemError): string[] {
  const unknown = faults.map(({ field }) => field).filter((field) => !isField(problem, field))
  if (faults.length === 0) return ['is refused without a reason']
  return unknown.map((field) => `names ${field}, which is no field`)
}
