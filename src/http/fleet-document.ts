import { daysBetween, subDays } from '../base/calendar.ts'
import { localDay, MARKET_TIME_ZONE } from '../base/local-time.ts'
import { hostOf } from '../carmakers/host.ts'
import type { CarmakerName } from '../carmakers/registry.ts'
import { isEvacuating } from '../control/evacuation-store.ts'
import { fleetOf } from '../control/fleet.ts'
import type { WorkersHealth } from '../control/worker-watch.ts'
import { findFeeds } from '../prices/price-store.ts'
import type { HttpContext } from './dependencies.ts'
import { healthDocument } from './health-document.ts'

/** Feeds that brought nothing for so long are of sources that are configured no more. */
const FEED_DAYS = 14

/** All cars at a glance: what operations ask for over the API, and see on their page. */
export async function fleetDocument({ control, carmakers }: HttpContext, workers: WorkersHealth) {
  const { db, clock } = control
  const now = clock.now()
  const today = localDay(now, MARKET_TIME_ZONE)
  // Of a brand that is configured no more, connections are all there is.
  const regionOf = (name: CarmakerName, address: string | null): string | null =>
    carmakers.includes(name) ? hostOf(control.carmaker(name), address).region : null
  const feeds = await findFeeds(db, localDay(subDays(now, FEED_DAYS), MARKET_TIME_ZONE))
  return {
    asOf: now,
    health: healthDocument(workers, await isEvacuating(db)),
    ...(await fleetOf(db, now, regionOf)),
    prices: feeds.map(({ zone, source, fetchedAt, completeTo }) => ({
      ...{ zone, source, fetchedAt, completeTo },
      /** Days from today on that are complete; 0 or less: not even today is. */
      daysHeld: completeTo === null ? 0 : daysBetween(today, completeTo) + 1,
    })),
  }
}
