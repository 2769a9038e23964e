import { localDay, startOfLocalDay } from '../base/local-time.ts'
import type { Connection, ConnectionState } from '../connections/connection-store.ts'
import type { Database, Trx } from '../database/database.ts'
import { findCurve } from '../prices/ladder.ts'
import { findSite } from '../sites/site-store.ts'
import type { Site } from '../sites/site.ts'
import { costCurve, type SlotCost } from '../tariffs/cost-curve.ts'
import { tariffAt } from '../tariffs/shipped-tariffs.ts'
import { findLesson } from '../vehicles/lesson-store.ts'
import { findPolicy } from '../vehicles/policy-store.ts'
import { policyAt } from '../vehicles/vehicle.ts'
import { findRunningTest, testChargesSince } from '../vehicles/test-charge-store.ts'
import { findState } from '../vehicles/state-store.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import { commandsSince, countCommands } from './command-store.ts'
import { costHorizon } from './cost-horizon.ts'
import type { Facts } from './facts.ts'
import { isEvacuating } from './evacuation-store.ts'
import { openIncidents } from './incident-store.ts'
import { findIntent, findOverride } from './intent-store.ts'
import type { Known } from './known.ts'
import { newestPlan } from './plan-store.ts'

/** @returns undefined if the vehicle has no site or policy, which only a half-deleted one lacks */
export async function gather(db: Database | Trx, vehicle: Vehicle, now: Date): Promise<Known | undefined> {
  const policy = await findPolicy(db, vehicle.id)
  const site = await findSite(db, vehicle.siteId)
  if (policy === undefined || site === undefined) return undefined
  const state = await findState(db, vehicle.id)
  const since = state?.pluggedInAt ?? now
  return {
    vehicle,
    site,
    policy: policyAt(policy, now),
    state,
    plan: await newestPlan(db, vehicle.id, since),
    intent: await findIntent(db, vehicle.id),
    override: await findOverride(db, vehicle.id),
    test: await findRunningTest(db, vehicle.id),
    tests: await testChargesSince(db, vehicle.id, since),
    evacuating: await isEvacuating(db),
    commands: await commandsSince(db, vehicle.id, since),
    spentToday: await countCommands(
      db,
      vehicle.id,
      startOfLocalDay(localDay(now, policy.timeZone), policy.timeZone),
    ),
    incidents: await openIncidents(db, vehicle.id),
    lesson: await findLesson(db, vehicle.id),
  }
}

/** What a kWh costs at a site on the day of `now` and the next; estimates from `now` on where nothing is published yet. */
export async function costsAhead(db: Database | Trx, site: Site, now: Date): Promise<readonly SlotCost[]> {
  return costCurve(await findCurve(db, site.biddingZone, costHorizon(now), now), tariffAt(site))
}

/** What a connection's state permits. */
export function consentOf(connection: Connection): Facts['consent'] {
  return CONSENT[connection.state]
}

const CONSENT: Readonly<Record<ConnectionState, Facts['consent']>> = {
  started: 'ended',
  abandoned: 'ended',
  connected: 'live',
  reauth_required: 'lapsed',
  withdrawing: 'withdrawing',
  withdrawn: 'ended',
}
