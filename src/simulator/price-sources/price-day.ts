import { localDay, MARKET_TIME_ZONE, nextLocalTime, startOfLocalDay } from '../../base/local-time.ts'

/** The day-ahead prices of one delivery day in one bidding zone. */
export interface PriceDay {
  readonly zone: string
  /** `YYYY-MM-DD` in the market's calendar. */
  readonly day: string
  /** In order of time. Per kWh in the currency of the zone, value-added tax excluded. */
  readonly slots: readonly { readonly startUtc: Date; readonly perKwh: number }[]
}

/** A slot as sources tell it: in the zone's currency and in euro. */
export interface ToldSlot {
  readonly startUtc: Date
  readonly perKwh: number
  readonly eurPerKwh: number
}

/** A day about to be told; what it is labelled as may differ from when its slots are. */
export interface ToldDay {
  readonly zone: string
  readonly day: string
  /** Units of the zone's currency for one euro. */
  readonly rate: number
  readonly stepMinutes: number
  readonly slots: readonly ToldSlot[]
}

const MS_PER_MINUTE = 60_000

/** Constant, since only the prices in the zone's currency are real. */
const RATES: Readonly<Record<string, { readonly currency: string; readonly rate: number }>> = {
  NO: { currency: 'NOK', rate: 11.7 },
  SE: { currency: 'SEK', rate: 11.2 },
  DK: { currency: 'DKK', rate: 7.46 },
}

export function currencyOf(zone: string): { readonly currency: string; readonly rate: number } {
  return RATES[/^[A-Z]{2}(?=\d)/.exec(zone)?.[0] ?? ''] ?? { currency: 'EUR', rate: 1 }
}

/** The day as told from 13:00 market time on the day before; `undefined` until then and if there is none. */
export function publishedDay(
  days: readonly PriceDay[],
  { zone, day }: { readonly zone: string; readonly day: string },
  now: Date,
): ToldDay | undefined {
  const found = days.find((one) => one.day === day && one.zone === zone)
  if (found === undefined || now < publishedAt(day)) return undefined
  const { rate } = currencyOf(zone)
  return {
    zone,
    day,
    rate,
    stepMinutes: stepOf(found),
    slots: found.slots.map(({ startUtc, perKwh }) => ({
      startUtc,
      perKwh,
      eurPerKwh: Math.round((perKwh / rate) * 1e5) / 1e5,
    })),
  }
}

/** 13:00 market time on the day before delivery. */
export function publishedAt(day: string): Date {
  const dayBefore = localDay(new Date(startOfLocalDay(day, MARKET_TIME_ZONE).getTime() - 1), MARKET_TIME_ZONE)
  return nextLocalTime(startOfLocalDay(dayBefore, MARKET_TIME_ZONE), '13:00', MARKET_TIME_ZONE)
}

function stepOf({ slots: [first, second] }: PriceDay): number {
  if (first === undefined || second === undefined) return 60
  return (second.startUtc.getTime() - first.startUtc.getTime()) / MS_PER_MINUTE
}

export function laterBy(minutes: number, instant: Date): Date {
  return new Date(instant.getTime() + minutes * MS_PER_MINUTE)
}
