import { describe, expect, test } from 'vitest'
import { perKwh, percent } from '../../src/base/units.ts'
import { planCharging } from '../../src/planning/plan.ts'
import {
  type ChargingNeed,
  NO_RUN_LIMITS,
  type PlanningProblem,
  type RunLimits,
} from '../../src/planning/problem.ts'
import { whyReplan } from '../../src/planning/replan.ts'
import { DUSK, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'

const problem = nightOf(slotsOf([3, 1, 1, 3]), { hours: 2 })
const previous = { plan: planCharging(problem), problem }

function later(minutes: number, soc: number, change: Partial<ChargingNeed> = {}): PlanningProblem {
  const need = { ...problem.need, soc: percent(soc), ...change }
  return { ...problem, now: minutesAfter(DUSK, minutes), need }
}

describe('a plan is replaced', () => {
  test('when there is none yet', () => {
    expect(whyReplan(null, problem)).toBe('first-plan')
  })

  test.each<[string, Partial<ChargingNeed>]>([
    ['target', { target: percent(30) }],
    ['minimum', { minimum: percent(5) }],
    ['ready-by', { readyBy: minutesAfter(DUSK, 200) }],
  ])('when the driver changes the %s', (_, change) => {
    expect(whyReplan(previous, later(30, 0, change))).toBe('policy')
  })

  test.each([
    ['fewer than it has ahead', 2, 1],
    ['more than it was made for', 1, 2],
  ])('when the driver allows %s starts', (_, then, now) => {
    const runs = (maxStarts: number): RunLimits => ({ ...NO_RUN_LIMITS, maxStarts })
    const valleys = { ...nightOf(slotsOf([3, 1, 3, 1, 3]), { hours: 2 }), runs: runs(then) }
    const followed = { plan: planCharging(valleys), problem: valleys }
    expect(whyReplan(followed, valleys)).toBeNull()
    expect(whyReplan(followed, { ...valleys, runs: runs(now) })).toBe('policy')
  })

  test('when the car turns out to charge with other losses', () => {
    expect(whyReplan(previous, later(30, 0, { efficiency: 0.9 }))).toBe('vehicle')
  })

  test('when a price ahead changes', () => {
    expect(whyReplan(previous, { ...later(30, 0), slots: slotsOf([3, 1, 1, 0]) })).toBe('prices')
  })

  test('when an estimate is confirmed at the very same price', () => {
    const slots = problem.slots.map((slot) => ({ ...slot, quality: 'estimate' as const }))
    const estimated = { ...problem, slots }
    expect(whyReplan({ plan: planCharging(estimated), problem: estimated }, problem)).toBe('prices')
  })

  test('when the car is more than three points off course', () => {
    expect(whyReplan(previous, later(90, 1.9))).toBe('soc-off-course')
    expect(whyReplan(previous, later(90, 8.1))).toBe('soc-off-course')
  })

  test('when it is over and the target is not reached', () => {
    expect(whyReplan(previous, later(180, 19))).toBe('plan-ended')
  })
})

describe('a plan stays', () => {
  test('while nothing has changed', () => {
    expect(whyReplan(previous, problem)).toBeNull()
  })

  test.each([
    [30, 0],
    [90, 5],
    [90, 2],
    [120, 10],
    [180, 20],
    [230, 20],
  ])('%i minutes later at %i %%, as expected', (minutes, soc) => {
    expect(whyReplan(previous, later(minutes, soc))).toBeNull()
  })

  test('when only slots that have passed are gone or different', () => {
    const [, ...ahead] = problem.slots
    expect(whyReplan(previous, { ...later(60, 0), slots: ahead })).toBeNull()
  })

  test('when the same prices come in shorter slots', () => {
    const quarters = slotsOf([3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3].map(perKwh), { minutes: 15 })
    expect(whyReplan(previous, { ...later(30, 0), slots: quarters })).toBeNull()
  })

  test('when prices after ready-by arrive', () => {
    const more = slotsOf([-5], { start: problem.need.readyBy })
    expect(whyReplan(previous, { ...later(30, 0), slots: [...problem.slots, ...more] })).toBeNull()
  })

  test('when there was nothing to charge and still is not', () => {
    const full = nightOf(slotsOf([1, 1]), { hours: 0, soc: percent(80), target: percent(80) })
    expect(
      whyReplan({ plan: planCharging(full), problem: full }, { ...full, now: minutesAfter(DUSK, 60) }),
    ).toBeNull()
  })
})
