import type { Statement } from '../statement.ts'
import { at, idAt } from './columns.ts'
import type { MeritOrder } from './merit-order.ts'

/** What a filling has to keep to. */
export interface FillLimits {
  /** kWh; beyond `least` energy is taken only while it is paid for. */
  readonly need: { readonly least: number; readonly most: number }
  /** Most energy of each slot. */
  readonly most: Float64Array
  /** What each clock hour has room for, and the hour of each slot; `null`: no limit. Used up while filling. */
  readonly hours: { readonly room: Float64Array; readonly hourOf: Int32Array } | null
}

/**
 * Fills the cheapest energy first, on top of what `energy` holds already. Exact for convex slots, with or without a limit on
 * each hour: slots, hours and the whole are a laminar family, so what is feasible is a polymatroid, and there the greedy is
 * optimal for every total (Edmonds 1970). The value is convex in the total, so energy beyond the need is worth taking
 * exactly while its slope is negative.
 *
 * O(n) after the sort. At most one slot ends up strictly between two corners.
 *
 * @param energy changed in place
 * @returns the total
 */
export function fill(order: MeritOrder, limits: FillLimits, energy: Float64Array): number {
  const { need, most, hours } = limits
  let total = 0
  for (let t = 0; t < energy.length; t++) total += at(energy, t)
  for (let i = 0; i < order.count; i++) {
    const wanted = (at(order.slope, i) < 0 ? need.most : need.least) - total
    if (wanted <= 0) break
    const t = idAt(order.slot, i)
    let free = Math.min(at(order.top, i), at(most, t)) - at(energy, t)
    if (hours !== null) free = Math.min(free, at(hours.room, idAt(hours.hourOf, t)))
    if (free <= 0) continue
    const taken = Math.min(free, wanted)
    energy[t] = at(energy, t) + taken
    total += taken
    if (hours !== null) takeFromHour(hours, t, taken)
  }
  return total
}

function takeFromHour({ room, hourOf }: NonNullable<FillLimits['hours']>, t: number, taken: number): void {
  const hour = idAt(hourOf, t)
  room[hour] = at(room, hour) - taken
}

/** What the energy of all slots costs, tier surcharge included; starts and peaks are not in it. */
export function energyCost({ price, tier }: Statement, energy: Float64Array): number {
  let cost = 0
  for (let t = 0; t < energy.length; t++) {
    const g = at(energy, t)
    cost += at(price, t) * g
    if (tier !== null) cost += tier.surcharge * Math.max(0, g - at(tier.room, t))
  }
  return cost
}
