import type { CumulativeBound } from '../statement.ts'
import { at, copyOf, idAt, numbers } from './columns.ts'
import type { FillLimits } from './fill.ts'
import type { MeritOrder } from './merit-order.ts'

/**
 * Fills the cheapest energy first under bounds on what is charged by certain times: several departures planned jointly.
 *
 * Let V(x) be the least cost to have charged x by the end of a slot. V is convex; a slot adds its segments in order of slope; a
 * floor moves the cheapest of what is on offer into the fixed part until it is met; a ceiling takes the dearest off the
 * offer. A convex function restricted to an interval only loses its ends, so this is exact, and since every segment knows
 * its slot the energies are read off. O(n · bounds) after the sort. (Planning one departure after the other is not exact: energy
 * for the second may be cheapest before the first.)
 *
 * @param energy what is fixed already; changed in place
 * @returns the total, or NaN if the bounds leave nothing
 */
export function fillBetween(
  order: MeritOrder,
  limits: FillLimits,
  bounds: readonly CumulativeBound[],
  energy: Float64Array,
): number {
  const offer = offerOf(order, limits, energy)
  let total = 0
  let reached = 0
  for (const bound of [...bounds, { after: energy.length - 1, ...limits.need }]) {
    for (; reached <= bound.after; reached++) total += at(energy, reached)
    const spare = bound.most - total
    if (spare < -TOLERANCE) return Number.NaN
    cutDearest(order, offer, { until: bound.after, spare })
    total += takeCheapest(
      order,
      offer,
      { until: bound.after, wanted: bound.least - total, paidOnly: false },
      energy,
    )
    if (total < bound.least - TOLERANCE) return Number.NaN
  }
  const spare = limits.need.most - total
  return total + takeCheapest(order, offer, { until: energy.length, wanted: spare, paidOnly: true }, energy)
}

/** kWh a bound may be missed by: rounding. */
const TOLERANCE = 1e-7

/** Width of every segment that is on offer. Hours with a limit offer only their cheapest. */
function offerOf(order: MeritOrder, { most, hours }: FillLimits, energy: Float64Array): Float64Array {
  const offer = numbers(order.count)
  const used = copyOf(energy)
  for (let i = 0; i < order.count; i++) {
    const t = idAt(order.slot, i)
    let free = Math.max(0, Math.min(at(order.top, i), at(most, t)) - at(used, t))
    if (hours !== null) {
      const hour = idAt(hours.hourOf, t)
      free = Math.min(free, Math.max(0, at(hours.room, hour)))
      hours.room[hour] = at(hours.room, hour) - free
    }
    offer[i] = free
    used[t] = at(used, t) + free
  }
  return offer
}

/** Takes the dearest off the offer of the slots so far, until no more than `spare` is left of it. */
function cutDearest(
  order: MeritOrder,
  offer: Float64Array,
  { until, spare }: { readonly until: number; readonly spare: number },
): void {
  let offered = 0
  for (let i = 0; i < order.count; i++) if (idAt(order.slot, i) <= until) offered += at(offer, i)
  for (let i = order.count - 1; i >= 0 && offered > spare; i--) {
    if (idAt(order.slot, i) > until) continue
    const cut = Math.min(at(offer, i), offered - Math.max(0, spare))
    offer[i] = at(offer, i) - cut
    offered -= cut
  }
}

/** @returns how much was taken */
function takeCheapest(
  order: MeritOrder,
  offer: Float64Array,
  {
    until,
    wanted,
    paidOnly,
  }: { readonly until: number; readonly wanted: number; readonly paidOnly: boolean },
  energy: Float64Array,
): number {
  let taken = 0
  for (let i = 0; i < order.count && taken < wanted; i++) {
    if (paidOnly && at(order.slope, i) >= 0) break
    const t = idAt(order.slot, i)
    if (t > until) continue
    const part = Math.min(at(offer, i), wanted - taken)
    offer[i] = at(offer, i) - part
    energy[t] = at(energy, t) + part
    taken += part
  }
  return taken
}
