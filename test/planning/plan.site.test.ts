import { describe, expect, test } from 'vitest'
import type { Interval } from '../../src/base/interval.ts'
import { type Kw, kw, money, percent } from '../../src/base/units.ts'
import type { Plan } from '../../src/planning/plan-type.ts'
import { planCharging } from '../../src/planning/plan.ts'
import type { CapacityCharge, ChargingNeed, PlanningProblem, SiteLimits } from '../../src/planning/problem.ts'
import { DUSK, draw, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'
import { TWO_STEPS } from './two-steps.ts'

/** Hours from 23:00 in Oslo on 22 January; the car takes 10 kW. */
function planOf(
  costs: readonly (number | null)[],
  hours: number,
  site: SiteLimits,
  more: Partial<PlanningProblem> & { readonly change?: Partial<ChargingNeed> } = {},
): { readonly plan: Plan; readonly picture: string } {
  const { change = {}, ...given } = more
  const slots = slotsOf(costs, { start: given.now ?? DUSK })
  const plan = planCharging({ ...nightOf(slots, { hours, ...change }), site, ...given })
  return { plan, picture: draw(plan.blocks, slots) }
}

/** The house's mean power, hour by hour. */
function loads(...powers: readonly number[]): (Interval & { readonly power: Kw })[] {
  return powers.map((power, hour) => ({ ...hourAt(hour), power: kw(power) }))
}

function hourAt(hour: number): Interval {
  return { start: minutesAfter(DUSK, hour * 60), end: minutesAfter(DUSK, (hour + 1) * 60) }
}

describe('a plan keeps to the fuse', () => {
  const gridLimit = kw(14)

  test('when it is late: it waits while the house leaves too little', () => {
    const site = { gridLimit, baseLoad: loads(2, 5, 2, 2) }
    const { plan, picture } = planOf([1, 1, 1, 1], 2, site, { change: { readyBy: hourAt(1).end } })
    expect(picture).toBe('#.#.')
    expect(plan).toMatchObject({ feasibility: 'late', shortfall: 10, relaxed: [] })
  })

  test('when every other minute is needed', () => {
    const { plan, picture } = planOf([3, 2, 1], 2, { gridLimit, baseLoad: loads(2, 5, 2) })
    expect(picture).toBe('#.#')
    expect(plan).toMatchObject({ feasibility: 'ready', shortfall: 0 })
  })

  test('when there is no price', () => {
    const prices = [null, null, null, null]
    expect(planOf(prices, 2, { gridLimit, baseLoad: loads(2, 2, 5, 2) }).picture).toBe('.#.#')
    expect(planOf(prices, 2, {}, { blocked: [hourAt(3)] }).picture).toBe('.##.')
  })

  test('on the way to the minimum, and in what follows it', () => {
    const baseLoad = loads(2, 5, 2, 2, 2)
    const change = { minimum: percent(15) }
    expect(planOf([9, 9, 9, 2, 1], 2, { gridLimit, baseLoad }, { change }).picture).toBe('#.<.<')
    expect(planOf([null, null, null, null], 3, { gridLimit, baseLoad }, { change }).picture).toBe('#.##')
  })

  test('but for a car that takes more than the fuse by itself: it is charged, and the plan says so', () => {
    const { plan, picture } = planOf([2, 1], 1, { gridLimit: kw(9), baseLoad: loads(1, 1) })
    expect(picture).toBe('#.')
    expect(plan).toMatchObject({ feasibility: 'ready', relaxed: ['grid-limit'] })
  })
})

describe('the rise of the capacity charge', () => {
  test('is the car’s where the house alone would have stayed on its step', () => {
    // Beside 6 kW the step leaves 4 kWh in either hour of the 23rd, and 10 are needed.
    const site = { baseLoad: loads(0, 6, 6), capacityCharge: TWO_STEPS }
    const { plan, picture } = planOf([1, 99], 1, site, { now: hourAt(1).start })
    expect(picture).toBe('#.')
    expect(plan.capacityCost).toBe(200)
    expect(plan.constraintCosts).toEqual([{ constraint: 'capacity-step', cost: 200 }])
  })

  test('is told of a plan that had no choice, late or for want of a price', () => {
    const site = { baseLoad: loads(0, 6, 6, 0), capacityCharge: TWO_STEPS }
    const late = planOf([1, 1, 1], 3, site, { now: hourAt(1).start, change: { readyBy: hourAt(2).end } }).plan
    expect([late.feasibility, late.capacityCost]).toEqual(['late', 200])
    const dark = planOf([null, null], 1, site, { now: hourAt(1).start }).plan
    expect([dark.solver, dark.capacityCost]).toEqual(['by-time', 200])
    const alone = { ...site, baseLoad: loads(0, 6, 12, 0) }
    expect(planOf([null, null], 1, alone, { now: hourAt(1).start }).plan.capacityCost).toBe(0)
  })

  test('is told where the step was given up so as to be ready', () => {
    const limit = { ...TWO_STEPS, days: 1, steps: [{ upTo: kw(10), cost: money(0) }], measured: [] }
    const { plan } = planOf([1, 2], 1, { baseLoad: loads(9, 9), capacityCharge: limit })
    expect(plan).toMatchObject({ feasibility: 'ready', relaxed: ['capacity-step'], capacityCost: 0 })
  })

  test('is none of the car’s where the house passes the step by itself', () => {
    // On the 23rd the house comes to 12 kW in an hour without charging: (10 + 10 + 12) / 3 is above 10 kW anyway.
    const site = { baseLoad: loads(0, 1, 12), capacityCharge: TWO_STEPS }
    const { plan, picture } = planOf([9, 1, 9], 1, site)
    expect(picture).toBe('.#.')
    expect(plan.capacityCost).toBe(0)
    expect(plan.constraintCosts).toEqual([])
  })
})

describe('a charge on the one highest hour of the month', () => {
  const monthMax: CapacityCharge = {
    ...TWO_STEPS,
    days: 1,
    measured: [{ day: '2025-01-20', peak: kw(8) }],
  }
  const baseLoad = loads(1, 1, 1)

  test('is kept under its step hour by hour, which the mean of three days would not ask for', () => {
    // 9 kW beside 1 kW is the step; the mean of 8, 0 and 11 kW is far below.
    const spread = planOf([5, 1, 2], 1, { baseLoad, capacityCharge: monthMax }).plan
    expect(spread.capacityCost).toBe(0)
    expect(spread.cost).toBeCloseTo(9 * 1 + 1 * 2, 3)
    const mean = planOf([5, 1, 2], 1, { baseLoad, capacityCharge: { ...monthMax, days: 3 } })
    expect(mean.picture).toBe('.#.')
  })

  test('leaves an hour to be used that was passed before in the month', () => {
    const passed = { ...monthMax, measured: [{ day: '2025-01-20', peak: kw(13) }] }
    expect(planOf([5, 1, 2], 1, { baseLoad, capacityCharge: passed }).picture).toBe('.#.')
  })
})

describe('peaks stay in their month', () => {
  const lastNight = new Date('2025-01-31T22:00:00Z')
  const site = (days: number, month: string): SiteLimits => ({
    capacityCharge: {
      ...TWO_STEPS,
      days,
      steps: [
        { upTo: kw(5), cost: money(200) },
        { upTo: kw(30), cost: money(400) },
      ],
      measured: ['05', '06', '07'].map((day) => ({ day: `${month}-${day}`, peak: kw(12) })),
    },
  })

  test.each([1, 3])('the last hour of January is free, the first of February is not: %i days', (days) => {
    // January has come to the dearer step already; 5 kWh of February's cheap hours stay below its own.
    const { plan } = planOf([2, 1], 1, site(days, '2025-01'), { now: lastNight })
    const [inJanuary, inFebruary] = [plan.cost ?? 0, plan.capacityCost]
    if (days === 1) expect(inJanuary).toBeCloseTo(5 * 2 + 5 * 1, 3)
    // The mean of one day's 10 kW and two of nothing stays below 5 kW.
    else expect(inJanuary).toBeCloseTo(10, 3)
    expect(inFebruary).toBe(0)
  })

  test.each([1, 3])('peaks of February leave January its own: %i days', (days) => {
    const { plan } = planOf([1, 2], 1, site(days, '2025-02'), { now: lastNight })
    expect(plan.cost ?? 0).toBeCloseTo(days === 1 ? 5 * 1 + 5 * 2 : 10, 3)
    expect(plan.capacityCost).toBe(0)
  })
})
