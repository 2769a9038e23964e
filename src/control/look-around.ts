import type { Trx } from '../database/database.ts'
import { createReads } from '../database/reads.ts'
import { peaksRead, profileRead } from '../sites/consumption-store.ts'
import { siteRead } from '../sites/site-store.ts'
import type { Site } from '../sites/site.ts'
import { carsOfSiteRead } from '../vehicles/vehicle-store.ts'
import { hasOwnTargets } from '../vehicles/departures.ts'
import { costHorizon, longerHorizon, plannedCosts } from './cost-horizon.ts'
import { costsAhead } from './gather.ts'
import type { Bench, Place } from './set-course.ts'
import { findNeighbours } from './site-cars.ts'
import { siteLimitsOf } from './site-limits.ts'

/**
 * What there is around a vehicle: what its site allows, who else is there, what a kWh costs. Call it with the site locked, so that
 * its cars plan in turn.
 *
 * @returns `null` without live consent and in an evacuation: nothing is planned then, and a car that is given back waits for nobody
 */
export async function lookAround({ known, consent, now }: Bench, trx: Trx): Promise<Place | null> {
  const { vehicle } = known
  if (consent !== 'live' || known.evacuating === true) return null
  const { site, measured, cars } = await readSite(trx, vehicle.siteId)
  if (site === undefined) return null
  const others = cars.filter(({ id }) => id !== vehicle.id)
  return {
    limits: siteLimitsOf(site, measured, now),
    neighbours: await findNeighbours(trx, others, now),
    ...(await costsOf(trx, site, { known, now })),
  }
}

/** A departure that wants more than the one before it may be charged for before that one: only then its day is looked at as well. */
async function costsOf(
  trx: Trx,
  site: Site,
  { known, now }: Pick<Bench, 'known' | 'now'>,
): Promise<Pick<Place, 'slots' | 'later'>> {
  const { departures } = known.policy
  if (departures === undefined || !hasOwnTargets(departures))
    return { slots: plannedCosts(await costsAhead(trx, site, now)) }
  const later = plannedCosts(await costsAhead(trx, site, now, longerHorizon(now)))
  const { until } = costHorizon(now)
  return { slots: later.filter(({ start }) => start < until), later }
}

/** In one statement. */
async function readSite(trx: Trx, siteId: string) {
  const reads = createReads(trx)
  const site = reads.add(siteRead(trx, siteId))
  const peaks = reads.add(peaksRead(trx, siteId))
  const profile = reads.add(profileRead(trx, siteId))
  const cars = reads.add(carsOfSiteRead(trx, siteId))
  await reads.run()
  return { site: site(), measured: { peaks: peaks(), profile: profile() }, cars: cars() }
}
