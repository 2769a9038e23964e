import type { Trx } from '../database/database.ts'
import { createReads } from '../database/reads.ts'
import { completedCurve } from '../prices/ladder.ts'
import type { CurveSlot } from '../prices/price-day.ts'
import { pricesRead } from '../prices/price-store.ts'
import { peaksRead, profileRead } from '../sites/consumption-store.ts'
import { siteRead, zoneOf } from '../sites/site-store.ts'
import type { Site } from '../sites/site.ts'
import { costCurve } from '../tariffs/cost-curve.ts'
import { tariffAt } from '../tariffs/shipped-tariffs.ts'
import { carsOfSiteRead } from '../vehicles/vehicle-store.ts'
import { hasOwnTargets } from '../vehicles/departures.ts'
import { costHorizon, longerHorizon, plannedCosts, type Horizon } from './cost-horizon.ts'
import type { Known } from './known.ts'
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
  const horizon = horizonOf(known, now)
  const { site, measured, cars, prices } = await readSite(trx, vehicle.siteId, horizon)
  if (site === undefined) return null
  const others = cars.filter(({ id }) => id !== vehicle.id)
  return {
    limits: siteLimitsOf(site, measured, now),
    neighbours: await findNeighbours(trx, others, now),
    ...(await costsOf(trx, site, { known: prices, now, horizon })),
  }
}

/** A departure that wants more than the one before it may be charged for before that one: only then its day is looked at as well. */
function horizonOf({ policy: { departures } }: Known, now: Date): Horizon {
  return departures !== undefined && hasOwnTargets(departures) ? longerHorizon(now) : costHorizon(now)
}

async function costsOf(
  trx: Trx,
  site: Site,
  { known, now, horizon }: { known: readonly CurveSlot[]; now: Date; horizon: Horizon },
): Promise<Pick<Place, 'slots' | 'later'>> {
  const curve = await completedCurve(trx, site.biddingZone, { ...horizon, now, known })
  const costs = plannedCosts(costCurve(curve, tariffAt(site)))
  const { until } = costHorizon(now)
  if (horizon.until <= until) return { slots: costs }
  return { slots: costs.filter(({ start }) => start < until), later: costs }
}

/** In one statement. */
async function readSite(trx: Trx, siteId: string, horizon: Horizon) {
  const reads = createReads(trx)
  const site = reads.add(siteRead(trx, siteId))
  const peaks = reads.add(peaksRead(trx, siteId))
  const profile = reads.add(profileRead(trx, siteId))
  const cars = reads.add(carsOfSiteRead(trx, siteId))
  const prices = reads.add(pricesRead(trx, zoneOf(siteId), horizon))
  await reads.run()
  return { site: site(), measured: { peaks: peaks(), profile: profile() }, cars: cars(), prices: prices() }
}
