import type { PriceDocument } from '../../port.ts'
import { zoneFacts } from '../../zones.ts'
import { credibleDay } from '../credible.ts'
import { type DayAsked, refuseCurrency, refuseDay } from '../day-asked.ts'
import { perMwh } from '../rated-rows.ts'
import type { FeedDay } from './wire.ts'

/**
 * @throws PriceSourceError `prices-not-credible`: another zone or day than asked for, a currency that is neither the zone's
 * nor euro, or a day no market can have published
 */
export function mapDay(feed: FeedDay, asked: DayAsked): PriceDocument {
  if (feed.zone !== asked.zone || feed.day !== asked.day)
    refuseDay(asked, {
      code: feed.zone === asked.zone ? 'wrong-day' : 'wrong-zone',
      found: `the answer is for ${feed.zone}, delivery day ${feed.day}`,
      expected: `${asked.zone}, delivery day ${asked.day}`,
    })
  const { currency } = zoneFacts(asked.zone)
  if (feed.currency !== currency && feed.currency !== 'EUR') refuseCurrency(asked, feed.currency)
  const inMwh = feed.unit === 'MWh'
  const perKwh = feed.prices.map((price) => (price !== null && inMwh ? price / 1000 : price))
  const document: PriceDocument = {
    ...asked,
    stepMinutes: feed.stepMinutes,
    quality: feed.quality,
    eurPerMwh:
      feed.currency === 'EUR' ? perKwh.map((price) => (price === null ? null : perMwh(price))) : null,
    perKwh: feed.currency === currency ? perKwh : null,
    rate: currency === 'EUR' ? 1 : feed.rate,
  }
  return credibleDay(document, asked)
}
