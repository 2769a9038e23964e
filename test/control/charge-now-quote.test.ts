import { addHours } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { money } from '../../src/base/units.ts'
import { quoteOf } from '../../src/control/charge-now-quote.ts'
import type { ChargeNowWish } from '../../src/control/charge-now-wish.ts'
import type { PlanningFacts } from '../../src/control/make-plan.ts'
import { slotsOf } from '../support/pictures.ts'
import { NOW, policy, stateOf, ROUND_CAR as vehicle } from './night-facts.ts'

/** Hours from 22:00 in Oslo to the evening after; ready-by is 07:00. */
const slots = slotsOf([5, 4, 3, 1, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], {
  start: NOW,
})

/** From 50 % on; the car's own limit is 90 %. */
const quote = (wish: ChargeNowWish) => {
  const runs = { maxStarts: null, minimumRunMinutes: 0, startCost: money(0) }
  const facts: PlanningFacts = {
    ...{ now: NOW, vehicle, policy, state: stateOf(), slots, runs },
    ...{ startsMade: 0, previous: null },
  }
  return quoteOf(facts, wish)
}

describe('charge now costs', () => {
  test('what the hours from now on cost, and what is then left by plan', () => {
    // An hour at 5; then two of the cheapest, 1 and 1, where the plan takes 1, 1 and 2.
    const hour = quote({ until: 'time', hours: 1 })
    expect(hour).toMatchObject({ endsAt: addHours(NOW, 1), socPercent: 60 })
    expect(hour?.cost).toBeCloseTo(70, 6)
    expect(hour?.extraCost).toBeCloseTo(30, 6)
  })

  test.each<[string, ChargeNowWish]>([
    ['until unplugged', { until: 'unplugged' }],
    ['for the hours that it takes', { until: 'time', hours: 4 }],
    ['for more hours than it takes to be full', { until: 'time', hours: 24 }],
  ])('the hours from now on to the car’s own limit, %s', (_, wish) => {
    const full = quote(wish)
    expect(full).toMatchObject({ endsAt: addHours(NOW, 4), socPercent: 90 })
    expect(full?.cost, '5, 4, 3 and 1').toBeCloseTo(130, 6)
    expect(full?.planCost, '1, 1, 2 and 3').toBeCloseTo(70, 6)
  })
})
