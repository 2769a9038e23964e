import { localDay, localTime, MARKET_TIME_ZONE, nextLocalTime, startOfLocalDay } from '../base/local-time.ts'

/** The day-ahead prices of one delivery day in one bidding zone. */
export interface PriceDay {
  readonly zone: string
  /** `YYYY-MM-DD` in the market's calendar. */
  readonly day: string
  /** In order of time. NOK/kWh, value-added tax excluded. */
  readonly slots: readonly { readonly startUtc: Date; readonly perKwh: number }[]
}

/** Kroner for one euro; constant, since only the kroner are real. */
export const NOK_PER_EUR = 11.7
const HOUR_MS = 3_600_000
const FILE = /^(\d{2})-(\d{2})_(NO[1-5])\.json$/

/**
 * One file of the price source, or `undefined` where it answers 404: an unknown day or zone, a malformed name, or
 * before 13:00 market time on the day before. Form: https://www.hvakosterstrommen.no/strompris-api
 */
export function priceFile(days: readonly PriceDay[], year: string, file: string, now: Date): unknown {
  const [, month, dayOfMonth, zone] = FILE.exec(file) ?? []
  if (month === undefined || dayOfMonth === undefined || zone === undefined) return undefined
  const wanted = `${year}-${month}-${dayOfMonth}`
  const found = days.find((one) => one.day === wanted && one.zone === zone)
  if (found === undefined || now < publishedAt(found.day)) return undefined
  return found.slots.map(({ startUtc, perKwh }, index) => ({
    NOK_per_kWh: perKwh,
    EUR_per_kWh: Math.round((perKwh / NOK_PER_EUR) * 1e5) / 1e5,
    EXR: NOK_PER_EUR,
    time_start: withOffset(startUtc),
    time_end: withOffset(new Date(endOf(found, index))),
  }))
}

/** 13:00 market time on the day before delivery. */
function publishedAt(day: string): Date {
  const dayBefore = localDay(new Date(startOfLocalDay(day, MARKET_TIME_ZONE).getTime() - 1), MARKET_TIME_ZONE)
  return nextLocalTime(startOfLocalDay(dayBefore, MARKET_TIME_ZONE), '13:00', MARKET_TIME_ZONE)
}

function endOf(day: PriceDay, index: number): number {
  const start = day.slots[index]?.startUtc.getTime() ?? 0
  const next = day.slots[index + 1]?.startUtc.getTime()
  if (next !== undefined) return next
  const before = day.slots[index - 1]?.startUtc.getTime()
  return start + (before === undefined ? HOUR_MS : start - before)
}

/** Local time with its offset, e.g. `2024-12-13T00:00:00+01:00`. */
function withOffset(instant: Date): string {
  const local = `${localDay(instant, MARKET_TIME_ZONE)}T${localTime(instant, MARKET_TIME_ZONE)}:00`
  const hours = Math.round((Date.parse(`${local}Z`) - instant.getTime()) / HOUR_MS)
  return `${local}+${String(hours).padStart(2, '0')}:00`
}
