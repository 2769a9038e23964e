import { daysBetween, subDays } from '../base/calendar.ts'
import { localDay, MARKET_TIME_ZONE } from '../base/local-time.ts'
import { isEvacuating } from '../control/evacuation-store.ts'
import { fleetOf } from '../control/fleet.ts'
import type { WorkersHealth } from '../control/worker-watch.ts'
import { findFeeds } from '../prices/price-store.ts'
import type { HttpContext } from './dependencies.ts'
import { healthDocument } from './health-document.ts'

/** Feeds that brought nothing for so long are of sources that are configured no more. */
const FEED_DAYS = 14

/** All cars at a glance: what operations ask for over the API, and see on their page. */
export async function fleetDocument({ control }: HttpContext, workers: WorkersHealth) {
  const { db, clock } = control
  const now = clock.now()
  const today = localDay(now, MARKET_TIME_ZONE)
  const feeds = await findFeeds(db, localDay(subDays(now, FEED_DAYS), MARKET_TIME_ZONE))
  return {
    asOf: now,
    health: healthDocument(workers, await isEvacuating(db)),
    ...(await fleetOf(db, now)),
    prices: feeds.map(({ zone, source, fetchedAt, completeTo }) => ({
      ...{ zone, source, fetchedAt, completeTo },
      /** Days from today on that are complete; 0 or less: not even today is. */
      daysHeld: completeTo === null ? 0 : daysBetween(today, completeTo) + 1,
    })),
  }
}
