import { startOfDay, addDays } from 'date-fns'
import { MARKET_TIME_ZONE, localDay, startOfLocalDay } from '../base/local-time.ts'
import type { Connection, ConnectionState } from '../connections/connection-store.ts'
import type { Database, Trx } from '../database/database.ts'
import type { CostSlot } from '../planning/problem.ts'
import { findCurve } from '../prices/ladder.ts'
import { findSite } from '../sites/site-store.ts'
import type { Site } from '../sites/site.ts'
import { costCurve, type SlotCost } from '../tariffs/cost-curve.ts'
import { tariffAt } from '../tariffs/shipped-tariffs.ts'
import { findPolicy } from '../vehicles/policy-store.ts'
import { findRunningTest, testChargesSince } from '../vehicles/test-charge-store.ts'
import { findState } from '../vehicles/state-store.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import { commandsSince, countCommands } from './command-store.ts'
import type { Facts } from './facts.ts'
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
    policy,
    state,
    plan: await newestPlan(db, vehicle.id, since),
    intent: await findIntent(db, vehicle.id),
    override: await findOverride(db, vehicle.id),
    test: await findRunningTest(db, vehicle.id),
    tests: await testChargesSince(db, vehicle.id, since),
    commands: await commandsSince(db, vehicle.id, since),
    spentToday: await countCommands(
      db,
      vehicle.id,
      startOfLocalDay(localDay(now, policy.timeZone), policy.timeZone),
    ),
  }
}

/** Further ahead than any ready-by time lies. */
const HORIZON_DAYS = 2

/** What a kWh costs at a site on the day of `now` and the next; estimates from `now` on where nothing is published yet. */
export async function costsAhead(db: Database | Trx, site: Site, now: Date): Promise<readonly SlotCost[]> {
  const from = startOfLocalDay(localDay(now, MARKET_TIME_ZONE), MARKET_TIME_ZONE)
  const until = addDays(startOfDay(now), HORIZON_DAYS)
  return costCurve(await findCurve(db, site.biddingZone, { from, until }, now), tariffAt(site))
}

/** What the planner is told of costs; what they are made of is no part of the question. */
export function plannedCosts(costs: readonly SlotCost[]): CostSlot[] {
  return costs.map(({ start, end, costPerKwh, quality }) => ({ start, end, costPerKwh, quality }))
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
