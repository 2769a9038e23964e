import { addHours } from 'date-fns'
import { addDays } from '../base/calendar.ts'
import {
  localDay,
  localTime,
  MARKET_TIME_ZONE,
  nextLocalDay,
  nextLocalTime,
  startOfLocalDay,
} from '../base/local-time.ts'
import type { PriceDay } from '../prices/shipped-days.ts'
import type { Dice } from './dice.ts'
import type { PublishedDay } from './night.ts'

/** Known before the night: the days an estimate leans on. */
const DAYS_BEFORE = 2
/** When the next day's prices are usually published. */
const PUBLISHED = '13:10'

/** How the prices of a night come, and how often. */
const WAYS = [
  'as usual',
  'as usual',
  'as usual',
  'as usual',
  'late',
  'half a day',
  'never',
  'none at all',
] as const

/**
 * Prices of the days around a night: real days by the local hour, stretched, lifted, turned or flattened, by the hour or by the quarter;
 * and published as usual, late in the evening, for half the day only, or not at all.
 */
export function drawPrices(dice: Dice, start: Date, days: readonly PriceDay[]): readonly PublishedDay[] {
  const way = dice.pick(WAYS)
  if (way === 'none at all') return []
  const shape = drawShape(dice, days)
  const known = [-DAYS_BEFORE, -1, 0].map((offset): PublishedDay => ({
    at: addDays(start, -3),
    day: dayOf(addDays(start, offset), shape),
  }))
  const tomorrow = dayOf(addDays(start, 1), shape)
  if (way === 'never') return known
  const after = dayOf(addDays(start, 2), shape)
  const late = way === 'late' ? dice.whole(60, 9 * 60) : 0
  const at = way === 'late' ? new Date(start.getTime() + late * 60_000) : addHours(start, -1)
  const first = way === 'half a day' ? halved(tomorrow) : tomorrow
  const next = nextLocalTime(addHours(start, 8), PUBLISHED, MARKET_TIME_ZONE)
  return [...known, { at, day: first }, { at: next, day: after }]
}

interface Shape {
  /** Price by the hour of the local clock. */
  readonly hourly: readonly number[]
  readonly stepMinutes: 15 | 60
  /** What a quarter differs from its hour by. */
  readonly ripple: readonly [number, number, number, number]
}

function drawShape(dice: Dice, days: readonly PriceDay[]): Shape {
  const [first, ...others] = days
  if (first === undefined) throw new RangeError('Prices take their shape from real days: give at least one')
  const { slots } = dice.pick([first, ...others])
  const real = Array.from({ length: 24 }, (_, hour) => priceAt(slots, hour))
  const stretch = dice.pick([1, 1, dice.between(0, 3), -1])
  const lift = dice.pick([0, 0, dice.between(-2, 1)])
  const turn = dice.pick([0, 0, dice.whole(1, 23)])
  const size = dice.between(0, 0.2)
  return {
    hourly: real.map((_, hour) => rounded((real[(hour + turn) % 24] ?? 0) * stretch + lift)),
    stepMinutes: dice.pick([15, 60]),
    ripple: [size, 0, -size, size / 2],
  }
}

function priceAt(slots: PriceDay['slots'], hour: number): number {
  const slot = slots.find(
    ({ startUtc }) => Number(localTime(startUtc, MARKET_TIME_ZONE).slice(0, 2)) === hour,
  )
  return slot?.perKwh ?? 0
}

/** The delivery day of an instant: 23, 24 or 25 hours of it. */
function dayOf(instant: Date, { hourly, stepMinutes, ripple }: Shape): PriceDay {
  const day = localDay(instant, MARKET_TIME_ZONE)
  const start = startOfLocalDay(day, MARKET_TIME_ZONE)
  const end = nextLocalDay(start, MARKET_TIME_ZONE)
  const slots: { startUtc: Date; perKwh: number }[] = []
  for (let at = start.getTime(); at < end.getTime(); at += stepMinutes * 60_000) {
    const startUtc = new Date(at)
    const hour = Number(localTime(startUtc, MARKET_TIME_ZONE).slice(0, 2))
    const quarter = stepMinutes === 15 ? (ripple[Math.floor(at / 900_000) % 4] ?? 0) : 0
    slots.push({ startUtc, perKwh: rounded((hourly[hour] ?? 0) + quarter) })
  }
  return { zone: 'NO2', day, slots }
}

function halved({ zone, day, slots }: PriceDay): PriceDay {
  return { zone, day, slots: slots.slice(0, Math.floor(slots.length / 2)) }
}

/** Sources tell five decimals. */
function rounded(price: number): number {
  return Math.round(price * 1e5) / 1e5
}
