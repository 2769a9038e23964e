import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { overlap } from '../../src/base/interval.ts'
import { type Money, kw, kwh, money, perKwh, percent } from '../../src/base/units.ts'
import type { Plan } from '../../src/planning/plan-type.ts'
import { planCharging } from '../../src/planning/plan.ts'
import type { ChargingNeed, PlanningProblem, RunLimits } from '../../src/planning/problem.ts'
import { DUSK, draw, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'
import { request } from './requests.ts'
import { TWO_STEPS } from './two-steps.ts'

const FREE: RunLimits = { maxStarts: null, minimumRunMinutes: 0, startCost: money(0) }
const limited = (limits: Partial<RunLimits>): Partial<PlanningProblem> => ({ runs: { ...FREE, ...limits } })
const span = (from: number, to: number) => ({
  start: minutesAfter(DUSK, from * 60),
  end: minutesAfter(DUSK, to * 60),
})

interface Night {
  readonly costs: readonly number[]
  readonly hours: number
  readonly minutes?: number
  readonly limits?: Partial<PlanningProblem>
  readonly need?: Partial<ChargingNeed>
}

function planOf({ costs, hours, minutes = 60, limits = {}, need = {} }: Night): {
  plan: Plan
  picture: string
} {
  const slots = slotsOf(costs, { minutes })
  const plan = planCharging({ ...nightOf(slots, { hours, ...need }), ...limits })
  return { plan, picture: draw(plan.blocks, slots) }
}

describe('limits on starts', () => {
  const twoHours = { costs: [1, 2, 0.5, 5], hours: 2 }
  const halfAnHour = { costs: [1, 5, 2, 3, 9], hours: 0.5, minutes: 15 }
  const nearlyEqual = { costs: [1, 1.2, 1, 5], hours: 2 }
  const apart = { costs: [1, 9, 1], hours: 2 }

  test.each<[string, Night, Partial<PlanningProblem>, readonly [free: string, limited: string]]>([
    ['one start', twoHours, limited({ maxStarts: 1 }), ['#.#.', '.##.']],
    ['a minimum run', halfAnHour, limited({ minimumRunMinutes: 30 }), ['#.#..', '..##.']],
    [
      'a start cost above what a start gains',
      nearlyEqual,
      limited({ startCost: money(3) }),
      ['#.#.', '##..'],
    ],
    [
      'a start cost below what a start gains',
      nearlyEqual,
      limited({ startCost: money(1) }),
      ['#.#.', '#.#.'],
    ],
    ['one start in a night of two cheap hours', apart, limited({ maxStarts: 1 }), ['#.#', '##.']],
    [
      'charging that goes on now, which is no start',
      apart,
      { ...limited({ maxStarts: 1 }), chargingNow: true },
      ['#.#', '#.#'],
    ],
  ])('%s', (_, night, limits, [free, picture]) => {
    expect(planOf(night).picture).toBe(free)
    const found = planOf({ ...night, limits })
    expect(found.picture).toBe(picture)
    expect(found.plan.relaxed).toEqual([])
  })

  test('charging that goes on counts one start fewer', () => {
    const { plan } = planOf({ ...apart, limits: { ...limited({ maxStarts: 1 }), chargingNow: true } })
    expect([plan.blocks.length, plan.starts]).toEqual([2, 1])
  })

  test('a start cost is not part of the cost', () => {
    expect(planOf({ ...nearlyEqual, limits: limited({ startCost: money(3) }) }).plan.cost).toBeCloseTo(22, 6)
  })
})

describe('times and prices that are not charged in', () => {
  test('a blocked hour is left out, and the plan says what it costs', () => {
    const { plan, picture } = planOf({ costs: [1, 2, 3], hours: 1, limits: { blocked: [span(0, 1)] } })
    expect(picture).toBe('.#.')
    expect(plan.constraintCosts).toEqual([{ constraint: 'blocked', cost: 10 }])
  })

  test('a price limit goes with the limit on starts', () => {
    const night = { costs: [1, 2.5, 1, 2, 2, 2], hours: 3 }
    const one = limited({ maxStarts: 1 })
    expect(planOf({ ...night, limits: one }).picture).toBe('###...')
    const both = planOf({ ...night, limits: { ...one, priceLimit: perKwh(2) } })
    expect(both.picture).toBe('..###.')
    expect(both.plan.relaxed).toEqual([])
  })

  test('a price limit holds before the limit on starts, if not both can', () => {
    const limits = { ...limited({ maxStarts: 1 }), priceLimit: perKwh(2) }
    const { plan, picture } = planOf({ costs: [3, 1, 2.5, 2], hours: 2, limits })
    expect(picture).toBe('.#.#')
    expect(plan.relaxed).toEqual(['starts-limit'])
  })

  test('a price limit is given up rather than being late', () => {
    const { plan, picture } = planOf({ costs: [3, 1, 4], hours: 2, limits: { priceLimit: perKwh(2) } })
    expect(picture).toBe('##.')
    expect(plan).toMatchObject({ relaxed: ['price-limit'], feasibility: 'ready' })
  })

  test('a price limit does not hold back the minimum state of charge', () => {
    const limits = { priceLimit: perKwh(2) }
    const { plan, picture } = planOf({ costs: [9, 3, 1], hours: 2, limits, need: { minimum: percent(10) } })
    expect(picture).toBe('#.#')
    expect(plan.relaxed).toEqual([])
  })
})

describe('the site', () => {
  const baseLoad = [
    { ...span(0, 1), power: kw(0) },
    { ...span(1, 2), power: kw(6) },
    { ...span(2, 3), power: kw(0) },
  ]
  const night = { costs: [3, 1, 4], hours: 1 }

  test('leaves no room for a car that charges at full power or not at all', () => {
    const { plan, picture } = planOf({ ...night, limits: { site: { baseLoad, gridLimit: kw(11) } } })
    expect(picture).toBe('#..')
    expect(plan.energy).toBeCloseTo(10, 4)
    expect(plan.cost).toBeCloseTo(10 * 3, 4)
    expect(planOf({ ...night, limits: { site: { baseLoad, gridLimit: kw(16) } } }).picture).toBe('.#.')
  })

  test('avoids a step of the capacity charge by charging a part only in the cheapest hour', () => {
    const { plan } = planOf({ ...night, limits: { site: { baseLoad, capacityCharge: TWO_STEPS } } })
    const inCheapest = plan.blocks.flatMap((block) => overlap(block, span(1, 2)) ?? [])
    const minutes = inCheapest.reduce(
      (sum, { start, end }) => sum + (end.getTime() - start.getTime()) / 60_000,
      0,
    )
    expect(minutes).toBeCloseTo(24, 3)
    expect(plan.cost).toBeCloseTo(4 * 1 + 6 * 3, 3)
    expect(plan.capacityCost).toBe(0)
  })

  test('pays a step that costs less than avoiding it', () => {
    const steps = [
      { upTo: kw(10), cost: money(200) },
      { upTo: kw(30), cost: money(205) },
    ]
    const site = { baseLoad, capacityCharge: { ...TWO_STEPS, steps } }
    const { plan, picture } = planOf({ ...night, limits: { site } })
    expect(picture).toBe('.#.')
    expect([plan.cost, plan.capacityCost]).toEqual([10, 5])
  })
})

describe('later departures', () => {
  const costs = [1, 1, 9, 9, 9, 9]
  const need = { readyBy: minutesAfter(DUSK, 120), target: percent(10) }
  const laterDepartures = [
    { target: percent(10), readyBy: minutesAfter(DUSK, 360), backAt: minutesAfter(DUSK, 180), used: kwh(10) },
  ]

  test('are charged for before the first one, where that is cheapest', () => {
    const { plan, picture } = planOf({ costs, hours: 1, need, limits: { laterDepartures } })
    expect(picture).toBe('##....')
    expect(plan).toMatchObject({ cost: 20, feasibility: 'ready', relaxed: [] })
  })

  test('cost more when each trip is planned alone', () => {
    const first = planOf({ costs, hours: 1, need }).plan
    const second = planOf({ costs: costs.slice(3), hours: 1 }).plan
    expect((first.cost ?? 0) + (second.cost ?? 0)).toBe(100)
  })

  test('are charged for afterwards where that is cheaper, and never while the car is away', () => {
    const cheapLater = { costs: [5, 6, 1, 2, 9, 9], hours: 1, need, limits: { laterDepartures } }
    expect(planOf(cheapLater).picture).toBe('#..#..')
  })
})

describe('limits that cannot be kept', () => {
  test('a run of thirty minutes is given up in a window of twenty', () => {
    const slots = slotsOf([2, 1], { minutes: 10 })
    const limits = { maxStarts: 2, minimumRunMinutes: 30, startCost: money(0.1) }
    const plan = planCharging({ ...nightOf(slots, { hours: 1 / 6 }), runs: limits })
    expect(draw(plan.blocks, slots)).toBe('.#')
    expect(plan).toMatchObject({ feasibility: 'ready', relaxed: ['minimum-run'] })
  })

  const sums = fc.constantFrom<Money[]>(money(0), money(0.1), money(5))
  const limits = fc.record({
    runs: fc.record({
      maxStarts: fc.constantFrom(null, 0, 1, 2, 5),
      minimumRunMinutes: fc.constantFrom(0, 30, 240),
      startCost: sums,
    }),
    chargingNow: fc.boolean(),
    priceLimit: fc.constantFrom(perKwh(-1), perKwh(1), perKwh(9)),
    blockedFrom: fc.integer({ min: -60, max: 1200 }),
    blockedMinutes: fc.integer({ min: 1, max: 600 }),
    gridLimit: fc.constantFrom(kw(1), kw(6), kw(25)),
    taperFrom: fc.constantFrom(null, percent(50), percent(90)),
  })

  test('there is always a plan, and it gives what is needed', () => {
    fc.assert(
      fc.property(request, limits, (asked, given) => {
        const { runs, chargingNow, priceLimit, gridLimit, taperFrom } = given
        const start = minutesAfter(DUSK, given.blockedFrom)
        const taper = taperFrom === null ? [] : [{ soc: taperFrom, power: kw(Math.min(asked.need.power, 3)) }]
        const plan = planCharging({
          ...asked,
          need: { ...asked.need, taper },
          runs,
          chargingNow,
          priceLimit,
          blocked: [{ start, end: minutesAfter(start, given.blockedMinutes) }],
          site: { gridLimit },
        })
        const { soc, target, minimum, capacity, efficiency } = asked.need
        const needed = ((Math.max(soc, target, minimum) - soc) / 100) * (capacity / efficiency)
        expect(plan.energy).toBeGreaterThan(needed - 1e-5)
        expect(plan.energy).toBeLessThan(needed + 1e-3)
      }),
      { numRuns: 100 },
    )
  })
})
