import fc from 'fast-check'
import { kw, kwh, percent } from '../../src/base/units.ts'
import type { CostSlot, PlanningProblem } from '../../src/planning/problem.ts'
import { minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'

/** Few different values, so that ties, zeros and negative prices are the rule. */
export const cost = fc.oneof(
  fc.integer({ min: -2, max: 4 }),
  fc.integer({ min: -1e5, max: 11e5 }).map((figure) => figure / 1e5),
)

/** Up to eight slots of uneven length, and a need in whole minutes that fits in. */
export const night = fc
  .array(fc.record({ cost: fc.option(cost, { freq: 8 }), minutes: fc.constantFrom(15, 60, 7) }), {
    minLength: 1,
    maxLength: 8,
  })
  .chain((rows) => {
    const slots = unevenSlots(rows)
    const minutes = rows.reduce((sum, row) => sum + row.minutes, 0)
    return fc.record({ slots: fc.constant(slots), minutes: fc.integer({ min: 1, max: minutes }) })
  })
  .map(({ slots, minutes }) => nightOf(slots, { hours: minutes / 60 }))

/** Any request that makes sense: late ones, passed ready-by, high minimum, gaps. */
export const request: fc.Arbitrary<PlanningProblem> = fc
  .record({
    costs: fc.array(fc.option(cost, { freq: 5 }), { maxLength: 30 }),
    drop: fc.array(fc.nat(29), { maxLength: 3 }),
    nowMinute: fc.integer({ min: -60, max: 600 }),
    readyMinute: fc.integer({ min: -60, max: 2000 }),
    soc: fc.integer({ min: 0, max: 100 }),
    target: fc.integer({ min: 0, max: 100 }),
    minimum: fc.integer({ min: 0, max: 60 }),
    power: fc.double({ min: 1.4, max: 22, noNaN: true }),
    efficiency: fc.double({ min: 0.7, max: 1, noNaN: true }),
  })
  .map((r) => {
    const all = slotsOf(r.costs)
    const base = nightOf(all, {
      hours: 0,
      soc: percent(r.soc),
      target: percent(r.target),
      minimum: percent(r.minimum),
      capacity: kwh(77),
      power: kw(r.power),
      efficiency: r.efficiency,
    })
    return {
      now: minutesAfter(base.now, r.nowMinute),
      need: { ...base.need, readyBy: minutesAfter(base.now, r.readyMinute) },
      slots: all.filter((_, index) => !r.drop.includes(index)),
    }
  })

function unevenSlots(rows: readonly { cost: number | null; minutes: number }[]): CostSlot[] {
  const slots: CostSlot[] = []
  for (const { cost: costPerKwh, minutes } of rows) {
    slots.push(...slotsOf([costPerKwh], { minutes, ...(slots.length > 0 && { start: lastEnd(slots) }) }))
  }
  return slots
}

function lastEnd(slots: readonly CostSlot[]): Date {
  const last = slots.at(-1)
  if (last === undefined) throw new Error('No slot yet')
  return last.end
}
