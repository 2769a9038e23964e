import type { Database, Trx } from '../database/database.ts'
import { createReads } from '../database/reads.ts'
import { completedCurve } from '../prices/ladder.ts'
import { siteRead } from '../sites/site-store.ts'
import { costCurve } from '../tariffs/cost-curve.ts'
import { tariffAt } from '../tariffs/shipped-tariffs.ts'
import { carsOfSiteRead } from '../vehicles/vehicle-store.ts'
import { hasOwnTargets } from '../vehicles/departures.ts'
import { addAround, type Around } from './around.ts'
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
export async function lookAround(bench: Bench, trx: Trx): Promise<Place | null> {
  if (!isPlannedFor(bench)) return null
  const { known, now } = bench
  const { vehicle } = known
  const { around, cars } = await readSite(trx, vehicle.siteId, horizonOf(known, now))
  if (around === undefined) return null
  const others = cars.filter(({ id }) => id !== vehicle.id)
  return { ...(await placeAt(trx, around, now)), neighbours: await findNeighbours(trx, others, now) }
}

/**
 * As {@link lookAround}, of a vehicle that has its site for itself, whose surroundings were read along with it. Nobody plans beside it, so
 * nothing is locked; a car that comes there meanwhile has it looked at again.
 *
 * @returns undefined if what was read is not all that is to be known
 */
export async function lookAroundAlone(
  bench: Bench,
  around: Around | null,
  db: Database,
): Promise<Place | null | undefined> {
  if (!isPlannedFor(bench)) return null
  const { known, now } = bench
  const isAll = around !== null && around.horizon.until.getTime() === horizonOf(known, now).until.getTime()
  return isAll ? { ...(await placeAt(db, around, now)), neighbours: [] } : undefined
}

function isPlannedFor({ known, consent }: Bench): boolean {
  return consent === 'live' && known.evacuating !== true
}

async function placeAt(db: Database | Trx, around: Around, now: Date): Promise<Omit<Place, 'neighbours'>> {
  const { site, measured } = around
  return { limits: siteLimitsOf(site, measured, now), ...(await costsOf(db, around, now)) }
}

/** A departure that wants more than the one before it may be charged for before that one: only then its day is looked at as well. */
function horizonOf({ policy: { departures } }: Known, now: Date): Horizon {
  return departures !== undefined && hasOwnTargets(departures) ? longerHorizon(now) : costHorizon(now)
}

async function costsOf(
  db: Database | Trx,
  { site, prices, horizon }: Around,
  now: Date,
): Promise<Pick<Place, 'slots' | 'later'>> {
  const curve = await completedCurve(db, site.biddingZone, { ...horizon, now, known: prices })
  const costs = plannedCosts(costCurve(curve, tariffAt(site)))
  const { until } = costHorizon(now)
  if (horizon.until <= until) return { slots: costs }
  return { slots: costs.filter(({ start }) => start < until), later: costs }
}

/** In one statement. */
async function readSite(trx: Trx, siteId: string, horizon: Horizon) {
  const reads = createReads(trx)
  const site = reads.add(siteRead(trx, siteId))
  const cars = reads.add(carsOfSiteRead(trx, siteId))
  const around = addAround(reads, trx, { siteId, horizon })
  await reads.run()
  const found = site()
  return { around: found === undefined ? undefined : around(found), cars: cars() }
}
