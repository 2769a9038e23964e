import { describe, expect, test } from 'vitest'
import { kw, kwh, money, perKwh, percent } from '../../src/base/units.ts'
import { planSchema, problemSchema } from '../../src/control/plan-schemas.ts'
import type { ChargingNeed, PlanningProblem, SiteLimits } from '../../src/planning/problem.ts'
import { DUSK, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'
import { planOf } from '../support/plans.ts'

/** As a JSON column gives it back. */
function stored(value: object): unknown {
  return JSON.parse(JSON.stringify(value))
}

const hour = (start: number) => ({
  start: minutesAfter(DUSK, start * 60),
  end: minutesAfter(DUSK, (start + 1) * 60),
})

const plain = nightOf(slotsOf([3, -0.1, null]), { hours: 1.5 })
/** Every field there is: one that is added to the type is missed here before it is lost in the store. */
const need: Required<ChargingNeed> = { ...plain.need, taper: [{ soc: percent(80), power: kw(5) }] }
const site: Required<SiteLimits> = {
  baseLoad: [{ ...hour(0), power: kw(2.5) }],
  otherCars: [{ ...hour(0), power: kw(2.5) }],
  gridLimit: kw(15),
  capacityCharge: {
    timeZone: 'Europe/Oslo',
    steps: [
      { upTo: kw(5), cost: money(200) },
      { upTo: kw(10), cost: money(330) },
    ],
    measured: [{ day: '2025-01-20', peak: kw(4.2) }],
  },
}
const full: Required<PlanningProblem> = {
  ...plain,
  need,
  runs: { maxStarts: 2, minimumRunMinutes: 30, startCost: money(0.5) },
  chargingNow: true,
  frozen: [hour(0)],
  kept: { blocks: [hour(0), hour(3)], threshold: money(0.5) },
  blocked: [hour(1)],
  priceLimit: perKwh(2.5),
  site,
  herd: { seed: '0123456789abcdef', mostSeconds: 600 },
  ahead: { promised: percent(70), readyBy: hour(20).start, target: percent(90) },
  laterDepartures: [{ target: percent(90), readyBy: hour(20).start, backAt: hour(12).start, used: kwh(12) }],
}

describe('what is stored of a plan', () => {
  test.each([
    ['two blocks with alternatives', planOf()],
    ['no alternative', planOf({ blocks: planOf().blocks.map((block) => ({ ...block, alternative: null })) })],
    ['nothing to charge', planOf({ blocks: [], expectedReadyAt: null, cost: null, meanCost: null })],
  ])('comes back as it was: %s', (_, plan) => {
    expect(planSchema.parse(stored(plan))).toStrictEqual(plan)
  })

  test('names a constraint, a reason and a method that exist', () => {
    const other = [
      { relaxed: ['weather'] },
      { solver: 'magic' },
      { constraintCosts: [{ constraint: 'x', cost: 1 }] },
    ]
    for (const changes of other) {
      expect(planSchema.safeParse(stored({ ...planOf(), ...changes })).success).toBe(false)
    }
  })
})

describe('what is stored of a request', () => {
  test.each([
    ['with all that may be asked', full],
    ['with the least that may be asked', plain],
    ['with starts that are not limited', { ...plain, runs: { ...full.runs, maxStarts: null } }],
    ['with an empty site', { ...plain, site: {} }],
  ])('comes back as it was: %s', (_, problem) => {
    expect(problemSchema.parse(stored(problem))).toStrictEqual(problem)
  })
})
