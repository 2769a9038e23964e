import { subDays } from 'date-fns'
import { latest, type Interval } from '../base/interval.ts'
import { localDay, MARKET_TIME_ZONE } from '../base/local-time.ts'
import type { Database, Trx } from '../database/database.ts'
import { estimatorFrom, fillGaps, hoursOf, SHAPE_DAYS, type PriceSlot } from './price-curve.ts'
import type { CurveSlot } from './price-day.ts'
import { findPrices, findWholeDays, type PriceRange } from './price-store.ts'
import type { BiddingZone } from './zones.ts'

/** An estimate may lean on prices so many days old: a source that is down for longer is no source. */
const HISTORY_DAYS = 14
/** Whole days read for it: the week it takes its shape from, and one that may lie after it. */
const WHOLE_DAYS = SHAPE_DAYS + 1

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
  const known = await findPrices(db, zone, range)
  const ahead = { from: latest(range.from, startOfHour(now)), until: range.until }
  if (!hasGap(known, ahead)) return known
  const days = {
    first: localDay(subDays(ahead.from, HISTORY_DAYS), MARKET_TIME_ZONE),
    last: localDay(range.until, MARKET_TIME_ZONE),
    believedAt: range.believedAt,
  }
  const history = await findWholeDays(db, zone, days, WHOLE_DAYS)
  return withEstimates(known, history, ahead)
}

/**
 * The known slots with every gap of [from, until) filled by estimates made from `history`, whole days; without any, from
 * what is known, and if that is nothing, not at all.
 */
export function withEstimates(
  known: readonly CurveSlot[],
  history: readonly PriceSlot[],
  range: { readonly from: Date; readonly until: Date },
): readonly CurveSlot[] {
  const estimate = estimatorFrom(history.length > 0 ? history : known)
  if (estimate === undefined) return known
  const fill = (gap: Interval): readonly CurveSlot[] =>
    hoursOf(gap).map((hour) => ({ ...estimate(hour), rung: 'estimate', source: null, eurPerMwh: null }))
  return fillGaps(known, range, fill)
}

function hasGap(slots: readonly Interval[], { from, until }: { from: Date; until: Date }): boolean {
  let reached = from
  for (const { start, end } of slots) {
    if (start > reached) return true
    reached = latest(reached, end)
  }
  return reached < until
}

function startOfHour(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 3_600_000) * 3_600_000)
}
