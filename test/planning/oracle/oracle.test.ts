import { afterAll, describe, expect, test, vi } from 'vitest'
import type { AnswerObject, ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { answer, answerOf, instant, quarters } from './by-hand.ts'
import { instanceOf } from './instances.ts'
import { judge } from './judge.ts'
import { solveExactly } from './milp.ts'
import { solveOnGrid } from './minute-grid.ts'
import { mixedInstance } from './mixed-instance.ts'
import { statementOf, sum } from './statement.ts'
import { judgedVectors } from './vectors.ts'

const VECTORS = judgedVectors()

// Some random requests take the solver a second or more.
vi.setConfig({ testTimeout: 30_000 })
afterAll(() => {
  vi.resetConfig()
})

describe('the exact solver', () => {
  const plain = VECTORS.filter(
    ({ problem }) => !(problem.granularity === 'any' && problem.contiguous === true),
  )

  test('has most cases of other projects to be held against', () => {
    expect(plain.length).toBeGreaterThan(130)
    expect(plain.filter(({ oracle }) => oracle?.status === 'infeasible')).toHaveLength(4)
  })

  test.each(plain)('finds the known optimum of $id', async ({ problem, oracle }) => {
    const exact = await solveExactly(problem)
    expect(exact.status).toBe(oracle?.status)
    if (exact.status === 'optimal') {
      const known = oracle?.cost ?? NaN
      expect(Math.abs(exact.cost - known)).toBeLessThan(1e-4 * (1 + Math.abs(known)))
    }
  })

  const semi = { power_mode: 'semi', min_power_kw: 4 } as const
  const step = (up_to_kw: number, cost: number): { up_to_kw: number; cost: number } => ({ up_to_kw, cost })
  const traps: readonly (readonly [trap: string, problem: ProblemObject, cost: number])[] = [
    [
      'dropping what is too dear after choosing',
      quarters([5, 18, 6, 14, 14], { power_mode: 'onoff', contiguous: true, price_limit: 15, energy_kwh: 3 }),
      34,
    ],
    [
      'padding a run that is too short',
      quarters([9, 1, 9, 9, 4, 4, 9, 9], { ...semi, min_run_min: 30, energy_kwh: 2 }),
      8,
    ],
    [
      'a remainder below the least power',
      quarters([10, 20, 30, 30], { ...semi, max_power_kw: 8, energy_kwh: 2.5 }),
      35,
    ],
    [
      'the cheapest slot, though it is useless',
      quarters([10, 12, 12], { ...semi, max_power_kw: 8, energy_kwh: 1.5, grid_limit_kw: 8, series: { start: instant(0), step_min: 15, price: [10, 12, 12], base_load_kw: [4, 0, 0] } }), // prettier-ignore
      18,
    ],
    [
      'merging or splitting runs afterwards',
      quarters([5, 5, 9, 5, 5, 6, 6, 6], { ...semi, min_power_kw: 1, start_cost: 3, energy_kwh: 4 }),
      24,
    ],
    [
      'the lowest capacity step that works',
      quarters([1, 2, 9, 9], { max_power_kw: 8, energy_kwh: 8, capacity: { steps: [step(2, 0), step(5, 10), step(10, 12)] }, series: { start: instant(0), step_min: 60, price: [1, 2, 9, 9], base_load_kw: [1, 1, 1, 1] } }), // prettier-ignore
      20,
    ],
    [
      'the second departure forgotten',
      quarters([9, 8, 1, 1, 7, 7], { energy_kwh: 3, departures: [{ time: instant(30), energy_kwh: 1 }] }),
      10,
    ],
    [
      'departures one after the other',
      quarters([1, 1, 1, 9, 9], { energy_kwh: 3, soc_floors: [{ time: instant(45), kwh: 1 }] }),
      3,
    ],
  ]
  test.each(traps)('does not fall for %s', async (_, problem, cost) => {
    const exact = await solveExactly(problem)
    expect(exact).toMatchObject({ status: 'optimal' })
    expect(exact.status === 'optimal' ? exact.cost : NaN).toBeCloseTo(cost, 6)
  })

  test('lets a block end on a price boundary, not only begin on one', () => {
    const series = { start: instant(0), step_min: 60, price: [8, 2, 10] }
    const problem = quarters([8, 2, 10], { series, max_power_kw: 1, energy_kwh: 1.5, contiguous: true, granularity: 'any' }) // prettier-ignore
    expect(solveOnGrid(problem, 30)).toEqual({ status: 'optimal', cost: 6 })
  })

  test.each([1e-5, 1, 1e5])('scales its answer with prices of the order of %d', async (factor) => {
    const prices = [3, 1.5, 2.25].map((price) => price * factor)
    const exact = await solveExactly(quarters(prices, { energy_kwh: 1.5 }))
    expect(exact.status === 'optimal' ? exact.cost / factor : NaN).toBeCloseTo(2.625, 6)
  })

  test('refuses what it does not cover', async () => {
    const taper = [{ from_kwh: 1, power_kw: 2 }]
    await expect(solveExactly(quarters([1], { taper }))).rejects.toThrow('Not a case')
    await expect(solveExactly(quarters([1], { granularity: 'any', max_starts: 1 }))).rejects.toThrow(
      'Not a case',
    )
  })
})

describe('random requests', () => {
  test.each(['a', 'b', 'c', 'd', 'e'] as const)(
    'of class %s can be met, and their optimum is in order',
    async (kind) => {
      for (const seed of [0, 2, 4]) {
        const problem = instanceOf(kind, seed)
        expect(instanceOf(kind, seed)).toEqual(problem)
        const exact = await solveExactly(problem)
        expect(exact.status).toBe('optimal')
        if (exact.status === 'optimal') expect(judge(problem, answerOf(problem, exact)).faults).toEqual([])
      }
    },
  )

  test('with all options mixed have an optimum that the judge finds in order, or none', async () => {
    let feasible = 0
    for (let seed = 0; seed < 60; seed++) {
      const problem = mixedInstance(seed)
      const exact = await solveExactly(problem)
      if (exact.status === 'infeasible') continue
      feasible++
      expect(judge(problem, answerOf(problem, exact)).faults, `seed ${String(seed)}`).toEqual([])
    }
    expect(feasible).toBeGreaterThan(30)
  })
})

describe('plans on a coarse lattice of powers', () => {
  test('are never cheaper than the exact solver says, if the judge accepts them', async () => {
    let met = 0
    for (let seed = 0; seed < 24; seed++) {
      const problem = firstFiveSlots(mixedInstance(seed))
      const exact = await solveExactly(problem)
      const optimum = exact.status === 'optimal' ? exact.cost : Infinity
      const best = Math.min(...latticePlans(problem).map((plan) => costIfAccepted(problem, plan)))
      expect(best, `seed ${String(seed)}`).toBeGreaterThanOrEqual(optimum - 1e-5)
      if (problem.power_mode === 'onoff' && best < Infinity) expect(best).toBeCloseTo(optimum, 5)
      if (best < optimum + 1e-5) met++
    }
    expect(met).toBeGreaterThan(8)
  })
})

describe('the grid of time', () => {
  test('agrees with the exact solver where slots are charged in whole', async () => {
    let compared = 0
    for (let seed = 0; compared < 30; seed++) {
      const problem = mixedInstance(seed)
      if (problem.capacity !== undefined || problem.tier !== undefined) continue
      if (problem.power_mode !== 'onoff' || problem.series === undefined) continue
      const minutes = problem.series.step_min
      if ([problem.now, problem.deadline].some((time) => (Date.parse(time) / 60_000) % minutes !== 0))
        continue
      const exact = await solveExactly(problem)
      const grid = solveOnGrid(problem, minutes)
      expect(grid.status, `seed ${String(seed)}`).toBe(exact.status)
      if (grid.status === 'optimal' && exact.status === 'optimal')
        expect(grid.cost).toBeCloseTo(exact.cost, 6)
      compared++
    }
  })

  test('begins and ends a run inside a slot where that is cheaper', () => {
    const prices = [5, 1, 9, 1, 5]
    const runs = {
      power_mode: 'onoff',
      granularity: 'any',
      start_cost: 1,
      min_run_min: 20,
      energy_kwh: 2,
    } as const
    // 5 min before and 15 min inside each cheap slot cost 2·(5/3 + 1), and two starts; through the middle it is 11 and one.
    const problem = quarters(prices, { ...runs, energy_kwh: 8 / 3 })
    const found = solveOnGrid(problem, 5)
    expect(found.status === 'optimal' ? found.cost : NaN).toBeCloseTo(2 * (5 / 3 + 1) + 2, 9)
  })

  test('weighs a taper by when the car charges, as trying every set of steps does', () => {
    const prices = [7, 3, 8, 1, 6, 2, 9, 4]
    const taper = [{ from_kwh: 2, power_kw: 2 }]
    const problem = quarters(prices, { granularity: 'any', taper, energy_kwh: 3.5 })
    let least = Infinity
    for (let set = 0; set < 2 ** prices.length; set++) {
      const chosen = prices.filter((_, slot) => (set >> slot) & 1)
      if (chosen.length === 5) least = Math.min(least, chosen.reduce((total, price, index) => total + price * (index < 2 ? 1 : 0.5), 0)) // prettier-ignore
    }
    expect(solveOnGrid(problem, 15)).toEqual({ status: 'optimal', cost: least })
  })

  test('finds the known optimum of one block that may begin at any instant', () => {
    const blocks = VECTORS.filter(
      ({ problem }) => problem.granularity === 'any' && problem.contiguous === true,
    )
    for (const [id, minutes] of [
      ['evcc/block-spanning', 30],
      ['evcc/block-off-boundary-27', 1],
      ['evcc/precondition-off-boundary-continuous', 5],
    ] as const) {
      // prettier-ignore
      const vector = blocks.find((each) => each.id === id)
      if (vector === undefined) throw new Error(`${id} is missing`)
      const found = solveOnGrid(vector.problem, minutes)
      expect(found.status === 'optimal' ? found.cost : NaN).toBeCloseTo(vector.oracle?.cost ?? NaN, 6)
    }
  })
})

/** Small enough to try everything: less energy, within bounds that are wide. */
function firstFiveSlots(problem: ProblemObject): ProblemObject {
  const end = statementOf(problem).cells[4]?.end ?? 0
  const forced_on = (problem.forced_on ?? []).filter(({ start }) => Date.parse(start) < end)
  const unbound = { soc_floors: [], soc_ceilings: [], departures: [] }
  const short = { ...problem, ...unbound, forced_on, deadline: new Date(end).toISOString() }
  const { cells, efficiency } = statementOf(short)
  const room = efficiency * sum(cells.map(({ power, hours }) => power * hours))
  const energy_kwh = Math.min(problem.energy_kwh, 0.4 * room)
  return { ...short, energy_kwh, energy_max_kwh: energy_kwh + 0.3 * room }
}

/** In every slot nothing, full power, and what lies between: the least or half of it. */
function latticePlans(problem: ProblemObject): AnswerObject['plan'][] {
  let plans: AnswerObject['plan'][] = [[]]
  for (const { start, end, power } of statementOf(problem).cells) {
    const between = problem.power_mode === 'semi' ? (problem.min_power_kw ?? 0) : power / 2
    const powers = problem.power_mode === 'onoff' ? [power] : [between, power]
    const span = { start: new Date(start).toISOString(), end: new Date(end).toISOString() }
    const on = power === 0 ? [] : powers.map((power_kw) => ({ ...span, power_kw }))
    plans = plans.flatMap((plan) => [plan, ...on.map((block) => [...plan, block])])
  }
  return plans
}

function costIfAccepted(problem: ProblemObject, plan: AnswerObject['plan']): number {
  const { cost, shortfallKwh } = judge(problem, answer([], 0, { plan }))
  const isShort = shortfallKwh > 1e-6
  if (isShort && problem.best_effort !== true) return Infinity
  const status = isShort ? 'shortfall' : 'ok'
  const verdict = judge(problem, answer([], cost, { plan, status, shortfall_kwh: shortfallKwh }))
  return verdict.faults.length === 0 ? cost : Infinity
}
