import { perKwh } from '../base/units.ts'
import { hoursOf, type PriceSlot } from '../prices/price-curve.ts'
import { MS_PER_HOUR } from './local-hour.ts'

/** The slots of a curve that lie in one clock hour. */
export interface ClockHour {
  /** Hours from 1970-01-01T00:00Z to its beginning. */
  readonly index: number
  /** In order of time. */
  readonly slots: readonly PriceSlot[]
  /** What the hour is billed at: the mean of its slots, weighted by length. */
  readonly mean: number
  /** `estimate` if one of its prices is, or a part of the hour has no price: then its mean is not the one that is billed. */
  readonly quality: PriceSlot['quality']
}

/**
 * Slots by clock hour. They are in order of time and do not overlap. One that spans several hours is cut at each: its price is the
 * same in all of them, but grid charge, taxes and day are those of each hour.
 */
export function clockHours(curve: readonly PriceSlot[]): ClockHour[] {
  const slots = curve.flatMap((slot) => (isWithinHour(slot) ? [slot] : cutAtHours(slot)))
  const hours: ClockHour[] = []
  for (let from = 0; from < slots.length;) {
    const index = hourIndex(slots[from])
    let to = from + 1
    while (to < slots.length && hourIndex(slots[to]) === index) to++
    hours.push(hourOf(index, slots.slice(from, to)))
    from = to
  }
  return hours
}

/** The hour as it is billed: slots that touch are one, at the mean. */
export function joined({ slots, mean, quality }: ClockHour): PriceSlot[] {
  const price = perKwh(mean)
  const stretches: PriceSlot[] = []
  let begin: Date | null = null
  for (const [index, { start, end }] of slots.entries()) {
    begin ??= start
    if (slots[index + 1]?.start.getTime() === end.getTime()) continue
    stretches.push({ start: begin, end, perKwh: price, quality })
    begin = null
  }
  return stretches
}

/** Mean price of slots, weighted by length; 0 of none. */
export function meanPrice(slots: readonly PriceSlot[]): number {
  let whole = 0
  let sum = 0
  for (const { start, end, perKwh: price } of slots) {
    const length = end.getTime() - start.getTime()
    whole += length
    sum += price * length
  }
  return whole > 0 ? sum / whole : 0
}

/** Nearly all are: the check is much cheaper than the cut. */
function isWithinHour({ start, end }: PriceSlot): boolean {
  return end.getTime() <= (Math.floor(start.getTime() / MS_PER_HOUR) + 1) * MS_PER_HOUR
}

function cutAtHours(slot: PriceSlot): PriceSlot[] {
  return hoursOf(slot).map((part) => ({ ...slot, ...part }))
}

function hourIndex(slot: PriceSlot | undefined): number {
  return slot === undefined ? Number.NaN : Math.floor(slot.start.getTime() / MS_PER_HOUR)
}

function hourOf(index: number, slots: readonly PriceSlot[]): ClockHour {
  const known = slots.reduce((sum, { start, end }) => sum + (end.getTime() - start.getTime()), 0)
  const isFinal = known >= MS_PER_HOUR && slots.every(({ quality }) => quality === 'final')
  return { index, slots, mean: meanPrice(slots), quality: isFinal ? 'final' : 'estimate' }
}
