import { describe, expect, test } from 'vitest'
import { PlanningProblemError } from '../../../src/planning/check-problem.ts'
import { answerProblem } from '../../../src/planning/problem-object/answer.ts'
import type { AnswerObject, ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { instant, quarters } from '../oracle/by-hand.ts'
import { solveOnGrid } from '../oracle/minute-grid.ts'
import { faultsBeside } from './against-exact.ts'
import { instantInstance, taperedInstance, type OnSteps } from './instant-instance.ts'
import { many } from './thorough.ts'

const TIMEOUT_MS = 300_000

describe('with times free to the minute, the cheapest plan on a grid is found', () => {
  const kinds: readonly (readonly [kind: string, instance: (seed: number) => OnSteps])[] = [
    ['runs at full power', instantInstance],
    ['power that falls as the battery fills', taperedInstance],
  ]
  test.each(kinds)(
    'for %s',
    (_, instance) => {
      const wrong: string[] = []
      const counts = { optimal: 0, infeasible: 0, inParts: 0, withGap: 0 }
      for (let seed = 0; seed < many(200); seed++) {
        const { problem, stepMin } = instance(seed)
        const found = solveOnGrid(problem, stepMin)
        const given = answerProblem(problem)
        counts[found.status]++
        if (given.gap > 0) counts.withGap++
        if (isInParts(problem, given)) counts.inParts++
        const exact = found.status === 'optimal' ? { ...found, grid: [] } : found
        wrong.push(...faultsBeside(problem, given, exact).map((fault) => `seed ${String(seed)}: ${fault}`))
      }
      expect(wrong).toEqual([])
      expect(counts.optimal).toBeGreaterThan(many(100))
      expect(counts.infeasible).toBeGreaterThan(0)
      expect(counts.inParts).toBeGreaterThan(many(50))
      expect(counts.withGap).toBeLessThan(many(20))
    },
    TIMEOUT_MS,
  )
})

describe('where times are free', () => {
  const full = { granularity: 'any', power_mode: 'onoff' } as const
  /** Slots of half an hour. */
  const halves = (price: number[], more: Partial<ProblemObject>): ProblemObject =>
    quarters(price, {
      ...full,
      max_power_kw: 12,
      series: { start: instant(0), step_min: 30, price },
      ...more,
    })

  const cheapest: readonly (readonly [
    what: string,
    problem: ProblemObject,
    stepMin: number,
    cost: number,
  ])[] = [
    [
      'a run ends on a price boundary where that is cheaper than to begin on one',
      quarters([8, 2, 10], { ...full, contiguous: true, energy_kwh: 1.5, max_power_kw: 1, series: { start: instant(0), step_min: 60, price: [8, 2, 10] } }), // prettier-ignore
      30,
      6,
    ],
    [
      'runs of least length reach out of the cheap slots on the cheaper side',
      quarters([5, 1, 9, 1, 5], { ...full, start_cost: 1, min_run_min: 20, energy_kwh: 8 / 3 }),
      5,
      2 * (5 / 3 + 1) + 2,
    ],
    [
      'one run ends and the next begins in the same dear slot',
      halves([5, 8.08, 1.71], { energy_kwh: 15, min_run_min: 35, forced_on: [{ start: instant(75), end: instant(90) }] }), // prettier-ignore
      5,
      64.5,
    ],
    [
      'a run begins where it likes and another lasts the least time',
      quarters([5.63, 2, 8, 5.42], {
        ...full,
        max_power_kw: 12,
        energy_kwh: 9,
        min_run_min: 20,
        start_cost: 0.874,
      }),
      5,
      43.268,
    ],
    [
      'a block goes on while it is paid for',
      halves([4, 2, -1], { contiguous: true, energy_kwh: 3, energy_max_kwh: 4 }),
      5,
      -4,
    ],
  ]
  test.each(cheapest)('%s', (_, problem, stepMin, cost) => {
    const found = solveOnGrid(problem, stepMin)
    expect(found.status === 'optimal' ? found.cost : NaN).toBeCloseTo(cost, 9)
    const given = answerProblem(problem)
    expect(given.status).toBe('ok')
    expect(given.cost - given.gap).toBeLessThan(cost + 1e-6)
    expect(given.cost).toBeGreaterThan(cost - 1e-6)
    expect(given.gap).toBeLessThan(0.5)
  })

  test('a block is refused beside forced time and a bound, which cannot be planned together', () => {
    const forced_on = [{ start: instant(0), end: instant(15) }]
    const soc_floors = [{ time: instant(60), kwh: 1.5 }]
    const problem = quarters([9, 9, 9, 1, 9], { ...full, contiguous: true, energy_kwh: 2, forced_on })
    expect(answerProblem(problem).cost).toBeCloseTo(10, 6)
    expect(answerOrRefusal({ ...problem, soc_floors })).toBeNull()
  })

  test('forced time that brings too much leaves no plan, block or not', () => {
    const forced_on = [{ start: instant(60), end: instant(90) }]
    for (const contiguous of [true, false]) {
      expect(answerProblem(halves([3, 2, 1], { contiguous, energy_kwh: 1, forced_on })).status).toBe(
        'infeasible',
      )
    }
  })

  test('a start costs what the slot says in which the run begins, and no plan on the minutes is cheaper', () => {
    const before = quarters([4, 0.26, 1], { ...full, energy_kwh: 1.6, start_cost: [0.762, 2.135, 2.796] })
    const begun = quarters([4.84, 1, 2], {
      ...full,
      energy_kwh: 1,
      min_run_min: 15,
      start_cost: [1.179, 1.18, 0.8],
    })
    for (const problem of [before, begun]) {
      const given = answerOrRefusal(problem)
      if (given === null) continue
      const found = solveOnGrid(problem, 1)
      const limit = (found.status === 'optimal' ? found.cost : NaN) + given.gap + 1e-4
      expect(given.cost).toBeLessThan(limit)
      expect(faultsBeside(problem, given, { status: 'optimal', cost: given.cost, grid: [] })).toEqual([])
    }
  })
})

describe('charging that is forced where there can be none', () => {
  const forced_on = [{ start: instant(15), end: instant(30) }]
  const base = { start: instant(0), step_min: 15, price: [1, 2, 3], base_load_kw: [0, 5, 0] }
  test.each<readonly [string, ProblemObject]>([
    ['without a price', quarters([1, null, 3], { forced_on })],
    ['above the price limit', quarters([1, 2, 0.5], { forced_on, price_limit: 1 })],
    ['beside a base load that leaves nothing', quarters([], { forced_on, series: base, deadline: instant(45), grid_limit_kw: 4 })], // prettier-ignore
    ['while the car is away', quarters([1, 2, 3], { forced_on, departures: [{ time: instant(15), energy_kwh: 0, back: instant(30) }] })], // prettier-ignore
  ])('is not answered as if it were possible: %s', (_, problem) => {
    for (const granularity of ['slot', 'any'] as const) {
      expect(answerOrRefusal({ ...problem, granularity })?.status).not.toBe('ok')
    }
  })
})

function answerOrRefusal(problem: ProblemObject): AnswerObject | null {
  try {
    return answerProblem(problem)
  } catch (error) {
    if (error instanceof PlanningProblemError) return null
    throw error
  }
}

/** Whether any charging begins or ends inside a slot: else the grid of slots would do. */
function isInParts({ series }: ProblemObject, { plan }: AnswerObject): boolean {
  const step = (series?.step_min ?? 15) * 60_000
  const first = Date.parse(series?.start ?? '')
  return plan.some(({ start, end }) => [start, end].some((time) => (Date.parse(time) - first) % step !== 0))
}
