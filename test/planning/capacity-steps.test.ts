import { describe, expect, test } from 'vitest'
import { kw, money } from '../../src/base/units.ts'
import { capacityStepsOf } from '../../src/planning/capacity-steps.ts'
import { planCharging } from '../../src/planning/plan.ts'
import type { PlanningProblem, SiteLimits } from '../../src/planning/problem.ts'
import { DUSK, draw, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'

/** From 23:00 in Oslo on 22 January; the car takes 10 kW and needs two hours. The house heats water in the cheapest two. */
const slots = slotsOf([5, 2, 1, 1, 3, 4], { start: DUSK })
const HOUSE = [1, 1, 9, 9, 1, 1]
const charge = {
  timeZone: 'Europe/Oslo',
  steps: [
    { upTo: kw(8), cost: money(610) },
    { upTo: kw(10), cost: money(680) },
    { upTo: kw(15), cost: money(750) },
  ],
  measured: [
    { day: '2025-01-21', peak: kw(8.1) },
    { day: '2025-01-22', peak: kw(8.1) },
    { day: '2025-01-20', peak: kw(8.1) },
  ],
}
const loads = (powers: readonly number[]) =>
  powers.map((power, hour) => ({
    start: minutesAfter(DUSK, hour * 60),
    end: minutesAfter(DUSK, (hour + 1) * 60),
    power: kw(power),
  }))

const baseLoad = loads(HOUSE)

function planned(site: SiteLimits, hours = 2) {
  const problem: PlanningProblem = { ...nightOf(slots, { hours }), site }
  const plan = planCharging(problem)
  return { plan, picture: draw(plan.blocks, slots), steps: capacityStepsOf(problem, plan) }
}

describe('the capacity step of a plan', () => {
  // 30 less 16.2 leaves 13.8 kW: 4.8 kWh in each hour of the water heater, 10 in the hour before and 0.4 in the one after.
  test('is kept although cheaper hours exist', () => {
    const { plan, picture, steps } = planned({ baseLoad, capacityCharge: charge })
    expect(picture).toMatch(/^\.#[<>~]{3}\.$/)
    expect(plan.capacityCost).toBe(0)
    const [only, ...others] = plan.constraintCosts
    expect(others).toEqual([])
    expect(only?.constraint).toBe('capacity-step')
    expect(only?.cost).toBeCloseTo(9.6 * 1 + 10 * 2 + 0.4 * 3 - 20, 2)
    expect(steps).toMatchObject([
      { month: '2025-01', upTo: 10, costPerMonth: 680, nextCosts: 70, isKept: true },
    ])
    expect(steps[0]?.left).toBeCloseTo(30 - 16.2)
    expect(steps[0]?.highest).toBeCloseTo(13.8, 2)
  })

  test('is passed by the plan that knows nothing of it', () => {
    const control = planned({ baseLoad })
    expect(control.picture).toBe('..##..')
    const problem: PlanningProblem = {
      ...nightOf(slots, { hours: 2 }),
      site: { baseLoad, capacityCharge: charge },
    }
    expect(capacityStepsOf(problem, control.plan)).toMatchObject([{ highest: 19, isKept: false }])
    expect(control.steps).toEqual([])
  })

  test('is passed, and says so, where the dearer hours cost more than the step', () => {
    const cheap = { ...charge, steps: charge.steps.map((step) => ({ ...step, cost: money(step.cost / 10) })) }
    const { plan, picture, steps } = planned({ baseLoad, capacityCharge: cheap })
    expect(picture).toBe('..##..')
    expect(plan.capacityCost).toBeCloseTo(7)
    expect(steps).toMatchObject([{ isKept: false, highest: 19 }])
  })

  test('counts other cars, and leaves out what is only reserved', () => {
    const hour = { start: minutesAfter(DUSK, 120), end: minutesAfter(DUSK, 180) }
    const otherCars = [{ ...hour, power: kw(2) }]
    const reserve = [{ ...hour, power: kw(0.5) }]
    const site = { baseLoad: loads([1, 1, 1, 1, 1, 1]), otherCars, capacityCharge: { ...charge, reserve } }
    const { picture, steps } = planned(site)
    expect(picture).toBe('..##..')
    expect(steps).toMatchObject([{ highest: 13, isKept: true }])
  })

  test('is none for a plan that charges nothing', () => {
    expect(planned({ baseLoad, capacityCharge: charge }, 0).steps).toEqual([])
  })
})
