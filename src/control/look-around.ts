import type { Trx } from '../database/database.ts'
import { findPeaks, findProfile } from '../sites/consumption-store.ts'
import { findSite } from '../sites/site-store.ts'
import { plannedCosts } from './cost-horizon.ts'
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
  const isControlled = consent === 'live' && known.evacuating !== true
  const site = isControlled ? await findSite(trx, vehicle.siteId) : undefined
  if (site === undefined) return null
  const { siteId } = vehicle
  const measured = { peaks: await findPeaks(trx, siteId), profile: await findProfile(trx, siteId) }
  return {
    limits: siteLimitsOf(site, measured, now),
    neighbours: await findNeighbours(trx, vehicle, now),
    slots: plannedCosts(await costsAhead(trx, site, now)),
  }
}
