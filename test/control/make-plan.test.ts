import { addHours, addMinutes, addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { kw, money, perKwh } from '../../src/base/units.ts'
import { replan, urgency, type MadePlan, type PlanningFacts } from '../../src/control/make-plan.ts'
import type { RunLimits } from '../../src/planning/problem.ts'
import { draw, slotsOf } from '../support/pictures.ts'
import { NOW, policy, READY_BY, stateOf, ROUND_CAR as vehicle } from './night-facts.ts'

/** Hours from 22:00 in Oslo; ready-by is 07:00, at the end of the ninth. */
const slots = slotsOf([5, 4, 3, 1, 1, 2, 3, 4, 5, 0, 0, 0], { start: NOW })

const runs: RunLimits = { maxStarts: 2, minimumRunMinutes: 30, startCost: money(0.1) }

/** 50 % to 80 %: three hours. */
function factsOf(given: Partial<PlanningFacts> = {}): PlanningFacts {
  return { now: NOW, vehicle, policy, state: stateOf(), slots, runs, startsMade: 0, previous: null, ...given }
}

function made(given: Partial<PlanningFacts> = {}): MadePlan {
  const result = replan(factsOf(given))
  if (result === null) throw new Error('No plan was made')
  return result.made
}

const missing = (hours: number): Partial<PlanningFacts> => ({
  state: stateOf({ socPercent: 80 - 10 * hours }),
})

describe('where a plan aims', () => {
  test.each([
    ['a short charge: an hour before ready-by', 3, 60],
    ['a longer one: 15 % of its time and ten minutes', 6, 64],
    ['the longest that leaves so much', 7, 73],
  ])('%s', (_, hours, margin) => {
    expect(made(missing(hours)).problem.need.readyBy).toEqual(addMinutes(READY_BY, -margin))
  })

  test.each([
    ['forty minutes and a half to spare: the whole minutes of it', 40.5, 40],
    ['none to spare: ready-by itself', 0, 0],
    ['too little time: ready-by itself', -30, 0],
  ])('%s', (_, spare, margin) => {
    const now = addSeconds(READY_BY, -60 * (180 + spare))
    expect(made({ now }).problem.need.readyBy).toEqual(addMinutes(READY_BY, -margin))
  })

  test('too little time is said, and every minute is used from now on', () => {
    const now = addMinutes(READY_BY, -150)
    const { plan, promisedReadyBy } = made({ now })
    expect(plan).toMatchObject({ feasibility: 'late', expectedReadyAt: addMinutes(READY_BY, 30) })
    expect(plan.blocks.map(({ start, end }) => [start, end])).toEqual([[now, addMinutes(READY_BY, 30)]])
    expect(promisedReadyBy).toEqual(READY_BY)
  })

  test('the cheapest hours before the aim are taken, not those of the margin or after ready-by', () => {
    expect(draw(made().plan.blocks, slots)).toBe('...###......')
    const cheapMargin = slotsOf([5, 4, 3, 2, 2, 2, 2, 2, 0, 0, 0, 0], { start: NOW })
    expect(draw(made({ slots: cheapMargin }).plan.blocks, cheapMargin)).toBe('...###......')
  })
})

describe('replanning', () => {
  const previous = made()
  const cause = (given: Partial<PlanningFacts>): string | null =>
    replan(factsOf({ previous, ...given }))?.cause ?? null

  test('the first plan of a stay is made from nothing', () => {
    expect(replan(factsOf())?.cause).toBe('first-plan')
  })

  test('nothing changed, no new plan, however late it is', () => {
    for (const hours of [0, 1, 2.9]) expect(cause({ now: addHours(NOW, hours) })).toBeNull()
    expect(
      cause({ now: addHours(NOW, 4), state: stateOf({ socPercent: 60, status: 'charging' }) }),
    ).toBeNull()
  })

  test.each<[string, Partial<PlanningFacts>]>([
    ['the target is reached', { state: stateOf({ socPercent: 80 }) }],
    ['the car’s own limit is reached', { state: stateOf({ socPercent: 70, limitPercent: 70 }) }],
    ['the car is unplugged', { state: stateOf({ status: 'disconnected' }) }],
    ['its state of charge is unknown', { state: stateOf({ socPercent: null }) }],
    ['nothing was ever reported', { state: stateOf({}, { charge: null }) }],
  ])('no plan is made when %s', (_, given) => {
    expect(cause(given)).toBeNull()
    expect(replan(factsOf(given))).toBeNull()
  })

  test('new prices before ready-by are a reason, later ones are not', () => {
    const changed = (hour: number): typeof slots =>
      slots.map((slot, index) => (index === hour ? { ...slot, costPerKwh: perKwh(0.5) } : slot))
    expect(cause({ slots: changed(1) })).toBe('prices')
    expect(cause({ slots: changed(10) })).toBeNull()
  })

  test('prices that are published where they were estimated are a reason, and end what is provisional', () => {
    const estimates = slots.map((slot, index) =>
      index > 1 ? { ...slot, quality: 'estimate' as const } : slot,
    )
    const provisional = made({ slots: estimates })
    expect(provisional.plan.provisional).toBe(true)
    const final = replan(factsOf({ previous: provisional }))
    expect(final).toMatchObject({ cause: 'prices', made: { plan: { provisional: false } } })
  })

  test.each<[string, string, Partial<PlanningFacts>]>([
    ['a higher target', 'policy', { policy: { ...policy, targetPercent: 90 } }],
    ['an earlier ready-by', 'policy', { policy: { ...policy, readyBy: '06:00' } }],
    ['a lower limit of the car itself', 'policy', { state: stateOf({ limitPercent: 75 }) }],
    ['less power than assumed', 'vehicle', { vehicle: { ...vehicle, powerKw: 7 } }],
    ['a smaller battery', 'vehicle', { vehicle: { ...vehicle, capacityKwh: 80 } }],
    ['a fuse that was told', 'site', { site: { gridLimit: kw(16) } }],
    ['a charge four points behind', 'soc-off-course', { state: stateOf({ socPercent: 46 }) }],
  ])('%s is a reason', (_, expected, given) => {
    expect(cause(given)).toBe(expected)
  })

  test('a charge three points off is no reason: reports come in whole points', () => {
    for (const socPercent of [47, 53]) expect(cause({ state: stateOf({ socPercent }) })).toBeNull()
  })

  test('a plan that is over with the target missed is made anew, unless the car is just finishing', () => {
    const over = { now: addHours(NOW, 6) }
    const ended = (status: 'charging' | 'connected', socPercent: number): string | null =>
      cause({ ...over, state: stateOf({ status, socPercent }) })
    expect(ended('charging', 77)).toBeNull()
    expect(ended('connected', 77)).toBe('plan-ended')
    expect(ended('charging', 76)).toBe('plan-ended')
  })
})

describe('urgency', () => {
  test('latest start leaves the margin, and moves later as energy arrives', () => {
    const previous = made()
    const pressed = (socPercent: number): number | undefined =>
      urgency(factsOf({ previous, state: stateOf({ socPercent }) }))?.latestStart.getTime()
    expect(pressed(50)).toBe(addHours(READY_BY, -4).getTime())
    expect(pressed(60)).toBe(addHours(READY_BY, -3).getTime())
  })

  test('charging from now on ends after the missing hours', () => {
    expect(urgency(factsOf({ previous: made() }))?.finishAt).toEqual(addHours(NOW, 3))
  })

  test('there is none without a plan, or with nothing missing', () => {
    expect(urgency(factsOf())).toBeNull()
    expect(urgency(factsOf({ previous: made(), state: stateOf({ socPercent: 80 }) }))).toBeNull()
  })
})
