import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../../src/base/local-time.ts'
import { kwh, percent } from '../../src/base/units.ts'
import { planCharging } from '../../src/planning/plan.ts'
import { nightOf, slotsOf } from '../support/pictures.ts'
import { measured, tryEverything } from './oracle.ts'
import { night } from './requests.ts'

describe('against everything there is to try', () => {
  test('a plan costs what the optimum costs, and is the earliest of equals', () => {
    fc.assert(
      fc.property(night, (problem) => {
        if (problem.slots.every((slot) => slot.costPerKwh === null)) return
        const best = tryEverything(problem)
        const found = measured(planCharging(problem).blocks, problem)
        expect(found.unpricedMinutes).toBeCloseTo(best.unpricedMinutes, 6)
        expect(found.cost).toBeCloseTo(best.cost, 6)
        expect(found.lateness).toBeCloseTo(best.lateness, 6)
      }),
      { numRuns: 400 },
    )
  })

  test('the comparison finds a planner that takes the dearest slots', () => {
    const problem = nightOf(slotsOf([3, 1, 2]), { hours: 1 })
    const flipped = slotsOf([-3, -1, -2])
    const dearest = planCharging({ ...problem, slots: flipped })
    expect(measured(dearest.blocks, problem).cost).toBeGreaterThan(tryEverything(problem).cost + 1)
  })
})

describe('days on which clocks change', () => {
  test.each([
    ['2025-03-30', 92],
    ['2025-10-26', 100],
  ])('%s has %i quarter hours, and every one can be charged', (day, quarters) => {
    const start = startOfLocalDay(day, MARKET_TIME_ZONE)
    const end = nextLocalDay(start, MARKET_TIME_ZONE)
    const costs = Array.from({ length: quarters }, (_, index) => ((index * 7919) % 101) / 10)
    const slots = slotsOf(costs, { start, minutes: 15 })
    expect(slots.at(-1)?.end).toEqual(end)

    const hours = quarters / 4
    const capacity = kwh(20 * hours)
    const all = planCharging(nightOf(slots, { hours: 0, target: percent(50), capacity }))
    expect(all.blocks).toMatchObject([{ start, end, reason: 'no-time-to-choose' }])
    expect(all.feasibility).toBe('ready')

    const five = planCharging(nightOf(slots, { hours: 1.25 }))
    const cheapest = costs.toSorted((a, b) => a - b).slice(0, 5)
    expect(five.cost).toBeCloseTo(cheapest.reduce((sum, each) => sum + each, 0) * 2.5, 6)
  })
})
