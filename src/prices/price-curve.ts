import { earliest, type Interval } from '../base/interval.ts'
import { MARKET_TIME_ZONE, type TimeZone, localTime } from '../base/local-time.ts'
import { type PricePerKwh, addHoursExact, perKwh } from '../base/units.ts'

/** The day-ahead price of one slot, without VAT. May be zero or negative. */
export interface PriceSlot extends Interval {
  readonly perKwh: PricePerKwh
  /** `estimate`: not published; made from other hours. */
  readonly quality: 'final' | 'estimate'
}

/**
 * Added to every estimate as a share of its size. An hour whose price nobody knows must lose against a known hour of the
 * same price, or the plan would wait for a price that may turn out worse.
 */
export const ESTIMATE_MARGIN = 0.1

/**
 * Fills the time without a price, inside the curve and after it up to `until`, with estimates: the mean of the final
 * prices of the same local hour, or of all of them if that hour has none, plus {@link ESTIMATE_MARGIN}.
 *
 * `slots` are in order of time and do not overlap. Estimates among them are made anew. Without a single final price
 * nothing is returned: the plan then goes by time.
 */
export function extendWithEstimate(
  slots: readonly PriceSlot[],
  until: Date,
  zone: TimeZone = MARKET_TIME_ZONE,
): PriceSlot[] {
  const known = slots.filter((slot) => slot.quality === 'final')
  const first = known[0]
  if (first === undefined) return []
  const estimate = estimator(known, zone)
  const curve: PriceSlot[] = []
  let reached = first.start
  for (const slot of known) {
    curve.push(...estimated(reached, slot.start, estimate), slot)
    reached = slot.end
  }
  return [...curve, ...estimated(reached, until, estimate)]
}

/**
 * The same slots, each at the mean price of its clock hour. Norwegian households are billed per hour although the market
 * has quarter-hour prices since 2025-10-01. Slots of one hour that touch become one; an hour with a part missing is the mean of
 * what is known of it, and an estimate if any part is.
 */
export function averagePerHour(slots: readonly PriceSlot[]): PriceSlot[] {
  const hours = grouped(slots, (slot) => Math.floor(slot.start.getTime() / MS_PER_HOUR))
  return [...hours.values()].flatMap(averaged)
}

const MS_PER_HOUR = 3_600_000

function estimator(known: readonly PriceSlot[], zone: TimeZone): (instant: Date) => PricePerKwh {
  const byLocalHour = grouped(known, (slot) => localHour(slot.start, zone))
  return (instant) => {
    const expected = mean(byLocalHour.get(localHour(instant, zone)) ?? known)
    return perKwh(expected + ESTIMATE_MARGIN * Math.abs(expected))
  }
}

function estimated(from: Date, until: Date, estimate: (instant: Date) => PricePerKwh): PriceSlot[] {
  const slots: PriceSlot[] = []
  for (let start = from; start < until;) {
    const end = earliest(nextHour(start), until)
    slots.push({ start, end, perKwh: estimate(start), quality: 'estimate' })
    start = end
  }
  return slots
}

function nextHour(instant: Date): Date {
  return addHoursExact(new Date(Math.floor(instant.getTime() / MS_PER_HOUR) * MS_PER_HOUR), 1)
}

function localHour(instant: Date, zone: TimeZone): string {
  return localTime(instant, zone).slice(0, 2)
}

function averaged(slots: readonly PriceSlot[]): PriceSlot[] {
  const price = perKwh(mean(slots))
  const quality = slots.some((slot) => slot.quality === 'estimate') ? 'estimate' : 'final'
  const joined: PriceSlot[] = []
  for (const { start, end } of slots) {
    const last = joined.at(-1)
    const touches = last?.end.getTime() === start.getTime()
    if (last !== undefined && touches) joined.splice(-1, 1, { ...last, end })
    else joined.push({ start, end, perKwh: price, quality })
  }
  return joined
}

/** Weighted by length. */
function mean(slots: readonly PriceSlot[]): number {
  const length = (slot: PriceSlot): number => slot.end.getTime() - slot.start.getTime()
  const whole = slots.reduce((sum, slot) => sum + length(slot), 0)
  return slots.reduce((sum, slot) => sum + slot.perKwh * length(slot), 0) / whole
}

function grouped<Key>(
  slots: readonly PriceSlot[],
  keyOf: (slot: PriceSlot) => Key,
): ReadonlyMap<Key, readonly PriceSlot[]> {
  const groups = new Map<Key, PriceSlot[]>()
  for (const slot of slots) {
    const key = keyOf(slot)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [slot])
    else group.push(slot)
  }
  return groups
}
