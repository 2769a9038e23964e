import { subDays } from '../base/calendar.ts'
import { localDay, MARKET_TIME_ZONE } from '../base/local-time.ts'
import type { Database, Trx } from '../database/database.ts'
import { aheadOf, hasGap, WHOLE_DAYS, withEstimates } from './estimates.ts'
import type { CurveSlot } from './price-day.ts'
import { findPrices, findWholeDays, type PriceRange } from './price-store.ts'
import type { BiddingZone } from './zones.ts'

/** An estimate may lean on prices so many days old: a source that is down for longer is no source. */
const HISTORY_DAYS = 14

/**
 * The price curve of a zone as it is planned with. Every slot says on which rung of the ladder its price stands, see
 * {@link CurveSlot.rung}: published by the first source, by another one, or an estimate. Nobody ever waits for a price.
 *
 * Slots are contiguous from `from`, or from the hour of `now` if that is later, up to `until`; a gap before it stays: what
 * nobody published of the past is of no use as an estimate. Published slots at both ends come whole.
 *
 * @param range `believedAt` leaves out what was fetched later
 * @returns an empty curve if nothing was published in two weeks: the plan then goes by time
 */
export async function findCurve(
  db: Database | Trx,
  zone: BiddingZone,
  range: PriceRange,
  now: Date,
): Promise<readonly CurveSlot[]> {
  return completedCurve(db, zone, { ...range, now, known: await findPrices(db, zone, range) })
}

/**
 * As {@link findCurve}, where its prices were read already.
 *
 * @param known those of the range, see {@link findPrices}
 */
export async function completedCurve(
  db: Database | Trx,
  zone: BiddingZone,
  { now, known, ...range }: PriceRange & { readonly now: Date; readonly known: readonly CurveSlot[] },
): Promise<readonly CurveSlot[]> {
  const ahead = aheadOf(range, now)
  if (!hasGap(known, ahead)) return known
  const days = {
    first: localDay(subDays(ahead.from, HISTORY_DAYS), MARKET_TIME_ZONE),
    last: localDay(range.until, MARKET_TIME_ZONE),
    believedAt: range.believedAt,
  }
  const history = await findWholeDays(db, zone, days, WHOLE_DAYS)
  return withEstimates(known, history, ahead)
}
