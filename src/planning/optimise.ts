import type { Interval } from '../base/interval.ts'
import { type Milliseconds, after, lengthOf } from './charging-time.ts'
import type { CostSlot } from './problem.ts'

/** Charging inside one slot: the whole of it, or one stretch at an edge. */
export interface ChosenPart extends Interval {
  readonly slot: CostSlot
}

/**
 * The cheapest way to charge for `time` at full power within `slots`: the fractional knapsack, exact.
 *
 * Why filling in order of cost is optimal: if a minute is charged in a dearer slot while a cheaper one has a minute left,
 * exchanging the two lowers the cost; so in an optimum no such pair exists, which is what the order yields. Signs play no
 * part, so zero and negative costs need no case of their own. At most one slot is used in part. Of equally dear slots the earlier
 * comes first. Time without a price comes after all priced time, earliest first: used only if needed, never lost.
 * O(n log n) for n slots.
 *
 * The part of the last slot stands against a charged neighbour if there is one, the earlier first, so that it costs no
 * start of its own; else at the beginning of its slot.
 *
 * @param slots without a break and in order of time; together longer than `time`.
 * @param chargingBefore whether charging goes on up to the first slot anyway.
 */
export function fillCheapest(
  slots: readonly CostSlot[],
  time: Milliseconds,
  chargingBefore: boolean,
): ChosenPart[] {
  const whole = new Set<CostSlot>()
  let marginal: CostSlot | undefined
  let missing = time
  for (const slot of slots.toSorted(cheapestThenEarliest)) {
    if (missing < lengthOf(slot)) {
      marginal = slot
      break
    }
    whole.add(slot)
    missing -= lengthOf(slot)
  }
  return slots.flatMap((slot, index) => {
    if (whole.has(slot)) return [{ start: slot.start, end: slot.end, slot }]
    if (slot !== marginal || missing === 0) return []
    const before = index === 0 ? chargingBefore : isIn(whole, slots[index - 1])
    const atEnd = !before && isIn(whole, slots[index + 1])
    return [{ ...(atEnd ? lastOf(slot, missing) : firstOf(slot, missing)), slot }]
  })
}

function cheapestThenEarliest(a: CostSlot, b: CostSlot): number {
  const byTime = a.start.getTime() - b.start.getTime()
  if (a.costPerKwh === null || b.costPerKwh === null) {
    return Number(a.costPerKwh === null) - Number(b.costPerKwh === null) || byTime
  }
  return rank(a.costPerKwh) - rank(b.costPerKwh) || byTime
}

/** Costs nearer than 1e-9 NOK/kWh differ by the rounding of binary fractions only and count as equal. */
function rank(costPerKwh: number): number {
  return Math.round(costPerKwh * 1e9)
}

function isIn(chosen: ReadonlySet<CostSlot>, slot: CostSlot | undefined): boolean {
  return slot !== undefined && chosen.has(slot)
}

function firstOf(slot: Interval, time: Milliseconds): Interval {
  return { start: slot.start, end: after(slot.start, time) }
}

function lastOf(slot: Interval, time: Milliseconds): Interval {
  return { start: after(slot.end, -time), end: slot.end }
}
