import { subDays } from '../base/calendar.ts'
import type { Clock } from '../base/clock.ts'
import { localDay, MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../base/local-time.ts'
import type { Database } from '../database/database.ts'
import type { BusinessEvents } from '../observability/business-events.ts'
import { findFeeds } from './price-store.ts'

/** Older feeds are of sources that are configured no more. */
const FEED_DAYS = 14

/**
 * Tells for every zone and source how old its newest document is and how far ahead its complete days reach, from what is
 * stored, so that every process tells the same, whoever fetched. Cheap enough for every scrape of the metrics.
 */
export async function reportFeeds(deps: {
  readonly db: Database
  /** World time. */
  readonly clock: Clock
  readonly events: BusinessEvents
}): Promise<void> {
  const now = deps.clock.now()
  const feeds = await findFeeds(deps.db, localDay(subDays(now, FEED_DAYS), MARKET_TIME_ZONE))
  deps.events.priceFeedsSeen(
    feeds.map(({ zone, source, fetchedAt, completeTo }) => ({
      zone,
      source,
      ageSeconds: secondsBetween(fetchedAt, now),
      horizonSeconds: completeTo === null ? null : secondsBetween(now, endOfDay(completeTo)),
    })),
  )
}

function endOfDay(day: string): Date {
  return nextLocalDay(startOfLocalDay(day, MARKET_TIME_ZONE), MARKET_TIME_ZONE)
}

function secondsBetween(start: Date, end: Date): number {
  return (end.getTime() - start.getTime()) / 1000
}
