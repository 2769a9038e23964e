import { MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../../base/local-time.ts'
import { currencyOf, publishedAt, type ToldDay } from './price-day.ts'

/** A day in the form of `docs/reference/retailer-feed.md`. */
export function feedDay({ zone, day, rate, stepMinutes, slots }: ToldDay): unknown {
  const start = startOfLocalDay(day, MARKET_TIME_ZONE)
  const minutes = (nextLocalDay(start, MARKET_TIME_ZONE).getTime() - start.getTime()) / 60_000
  const prices = new Map(slots.map(({ startUtc, perKwh }) => [startUtc.getTime(), perKwh]))
  return {
    zone,
    day,
    currency: currencyOf(zone).currency,
    unit: 'kWh',
    stepMinutes,
    publishedAt: publishedAt(day).toISOString(),
    quality: 'final',
    prices: Array.from(
      { length: minutes / stepMinutes },
      (_, slot) => prices.get(start.getTime() + slot * stepMinutes * 60_000) ?? null,
    ),
    rate,
  }
}
