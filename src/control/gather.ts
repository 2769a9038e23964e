import type { Carmaker } from '../carmakers/registry.ts'
import type { Connection, ConnectionState } from '../connections/connection-store.ts'
import type { Database, Trx } from '../database/database.ts'
import { createReads } from '../database/reads.ts'
import { findCurve } from '../prices/ladder.ts'
import { siteRead } from '../sites/site-store.ts'
import type { KnownSite, Site } from '../sites/site.ts'
import { costCurve, type SlotCost } from '../tariffs/cost-curve.ts'
import { tariffAt } from '../tariffs/shipped-tariffs.ts'
import { lessonRead } from '../vehicles/lesson-store.ts'
import { policyRead } from '../vehicles/policy-store.ts'
import { policyAt, type ChargingPolicy } from '../vehicles/vehicle.ts'
import { runningTestRead, testChargesRead } from '../vehicles/test-charge-store.ts'
import { stateRead } from '../vehicles/state-store.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import { budgetFrom } from './budget-day.ts'
import { commandCountRead, commandsRead } from './command-store.ts'
import { costHorizon } from './cost-horizon.ts'
import type { Facts } from './facts.ts'
import { evacuatingRead } from './evacuation-store.ts'
import { openIncidentsRead } from './incident-store.ts'
import { intentRead, overrideRead } from './intent-store.ts'
import type { Known } from './known.ts'
import { newestPlanRead } from './plan-store.ts'

/**
 * What is known of a vehicle, in two statements: what is true now, and what has happened since it was plugged in.
 *
 * @returns undefined if the vehicle has no site or policy, which only a half-deleted one lacks
 */
export async function gather(db: Database | Trx, vehicle: Vehicle, now: Date): Promise<Known | undefined> {
  const present = await readPresent(db, vehicle)
  const { site, policy, state } = present
  if (policy === undefined || site === undefined) return undefined
  const since = state?.pluggedInAt ?? now
  const history = await readHistory(db, vehicle, { since, today: budgetFrom(policy, now) })
  return { ...present, ...history, vehicle, site, policy: policyAt(policy, now) }
}

type Present = Pick<
  Known,
  'state' | 'intent' | 'override' | 'test' | 'evacuating' | 'incidents' | 'lesson'
> & { readonly site: KnownSite | undefined; readonly policy: ChargingPolicy | undefined }

async function readPresent(db: Database | Trx, { id, siteId }: Vehicle): Promise<Present> {
  const reads = createReads(db)
  const policy = reads.add(policyRead(db, id))
  const site = reads.add(siteRead(db, siteId))
  const state = reads.add(stateRead(db, id))
  const intent = reads.add(intentRead(db, id))
  const override = reads.add(overrideRead(db, id))
  const test = reads.add(runningTestRead(db, id))
  const evacuating = reads.add(evacuatingRead(db))
  const incidents = reads.add(openIncidentsRead(db, id))
  const lesson = reads.add(lessonRead(db, id))
  await reads.run()
  return {
    ...{ policy: policy(), site: site(), state: state(), intent: intent(), override: override() },
    ...{ test: test(), evacuating: evacuating(), incidents: incidents(), lesson: lesson() },
  }
}

async function readHistory(
  db: Database | Trx,
  { id }: Vehicle,
  { since, today }: { readonly since: Date; readonly today: Date },
): Promise<Pick<Known, 'plan' | 'tests' | 'commands' | 'spentToday'>> {
  const reads = createReads(db)
  const plan = reads.add(newestPlanRead(db, id, since))
  const tests = reads.add(testChargesRead(db, id, since))
  const commands = reads.add(commandsRead(db, id, since))
  const spentToday = reads.add(commandCountRead(db, id, today))
  await reads.run()
  return { plan: plan(), tests: tests(), commands: commands(), spentToday: spentToday() }
}

/** What a kWh costs at a site on the day of `now` and the next; estimates from `now` on where nothing is published yet. */
export async function costsAhead(
  db: Database | Trx,
  site: Site,
  now: Date,
  horizon = costHorizon(now),
): Promise<readonly SlotCost[]> {
  return costCurve(await findCurve(db, site.biddingZone, horizon, now), tariffAt(site))
}

/** What a connection's state permits. */
export function consentOf(connection: Connection): Facts['consent'] {
  return CONSENT[connection.state]
}

/** The driver left out the permission to command: the car is read alone, until they consent anew. */
export function isReadOnly({ missingScopes }: Connection, { oauth }: Pick<Carmaker, 'oauth'>): boolean {
  return missingScopes.includes(oauth.commandScope)
}

const CONSENT: Readonly<Record<ConnectionState, Facts['consent']>> = {
  started: 'ended',
  abandoned: 'ended',
  connected: 'live',
  reauth_required: 'lapsed',
  withdrawing: 'withdrawing',
  withdrawn: 'ended',
}
