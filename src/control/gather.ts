import type { Carmaker } from '../carmakers/registry.ts'
import { connectionRead, type Connection, type ConnectionState } from '../connections/connection-store.ts'
import type { Database, Trx } from '../database/database.ts'
import { createReads, type ReadList, type RowKey } from '../database/reads.ts'
import { findCurve } from '../prices/ladder.ts'
import { siteRead } from '../sites/site-store.ts'
import type { Site } from '../sites/site.ts'
import { costCurve, type SlotCost } from '../tariffs/cost-curve.ts'
import { tariffAt } from '../tariffs/shipped-tariffs.ts'
import { lessonRead } from '../vehicles/lesson-store.ts'
import { policyRead } from '../vehicles/policy-store.ts'
import { policyAt, type Vehicle } from '../vehicles/vehicle.ts'
import { runningTestRead, testChargesRead, wasTestedRead } from '../vehicles/test-charge-store.ts'
import { pluggedInSince, stateRead } from '../vehicles/state-store.ts'
import { idOf, vehicleRead } from '../vehicles/vehicle-store.ts'
import { earliestBudgetFrom, spentOnDay } from './budget-day.ts'
import { commandsRead, spentRead } from './command-store.ts'
import { costHorizon } from './cost-horizon.ts'
import type { Facts } from './facts.ts'
import { evacuatingRead } from './evacuation-store.ts'
import { openIncidentsRead } from './incident-store.ts'
import { intentRead, overrideRead } from './intent-store.ts'
import type { Known } from './known.ts'
import { newestPlanRead } from './plan-store.ts'

/** A vehicle, where it stands, and what it is connected by. */
export interface Gathered {
  readonly known: Known
  readonly site: Site
  readonly connection: Connection
  readonly wasTested: boolean
}

/**
 * What is known of a vehicle as of one moment, in one statement: what is true now, and what has happened since it was plugged in.
 *
 * @returns undefined if there is no such vehicle, or none with a site, policy and connection, which only a half-deleted one lacks
 */
export async function gatherAll(
  db: Database | Trx,
  vehicleId: string,
  now: Date,
): Promise<Gathered | undefined> {
  const reads = createReads(db)
  const gathered = addAll(reads, db, { vehicleId, now })
  await reads.run()
  return gathered()
}

/** @returns what {@link gatherAll} does, once `reads` are through */
export function addAll(reads: ReadList, db: Database | Trx, of: Gathering): () => Gathered | undefined {
  const [present, history] = [addPresent(reads, db, of.vehicleId), addHistory(reads, db, of)]
  const connection = reads.add(connectionRead(db, idOf('connection', of.vehicleId)))
  const wasTested = reads.add(wasTestedRead(db, of.vehicleId))
  return () =>
    gatheredFrom({ ...present(), ...history(), connection: connection(), wasTested: wasTested() }, of.now)
}

/** Of whom, and as of when. */
interface Gathering {
  readonly vehicleId: RowKey
  readonly now: Date
}

type Found = ReturnType<ReturnType<typeof addPresent>> &
  ReturnType<ReturnType<typeof addHistory>> & {
    readonly connection: Connection | undefined
    readonly wasTested: boolean
  }

function gatheredFrom({ spent, connection, wasTested, ...found }: Found, now: Date): Gathered | undefined {
  const { vehicle, site, policy } = found
  if (!vehicle || !site || !policy || !connection) return undefined
  const spentToday = spentOnDay(spent, policy, now)
  const known = { ...found, vehicle, site, policy: policyAt(policy, now), spentToday }
  return { known, site, connection, wasTested }
}

/** As {@link gatherAll}, of the vehicle alone. */
export async function gather(
  db: Database | Trx,
  { id }: Pick<Vehicle, 'id'>,
  now: Date,
): Promise<Known | undefined> {
  return (await gatherAll(db, id, now))?.known
}

/** @returns what was found, once `reads` are through */
function addPresent(reads: ReadList, db: Database | Trx, id: RowKey) {
  const vehicle = reads.add(vehicleRead(db, id))
  const policy = reads.add(policyRead(db, id))
  const site = reads.add(siteRead(db, idOf('site', id)))
  const state = reads.add(stateRead(db, id))
  const intent = reads.add(intentRead(db, id))
  const override = reads.add(overrideRead(db, id))
  const test = reads.add(runningTestRead(db, id))
  const evacuating = reads.add(evacuatingRead(db))
  const incidents = reads.add(openIncidentsRead(db, id))
  const lesson = reads.add(lessonRead(db, id))
  return () => ({
    ...{ vehicle: vehicle(), policy: policy(), site: site(), state: state(), intent: intent() },
    ...{ override: override(), test: test(), evacuating: evacuating(), incidents: incidents() },
    lesson: lesson(),
  })
}

/** @returns what was found, once `reads` are through */
function addHistory(reads: ReadList, db: Database | Trx, { vehicleId, now }: Gathering) {
  const since = pluggedInSince(vehicleId, now)
  const plan = reads.add(newestPlanRead(db, vehicleId, since))
  const tests = reads.add(testChargesRead(db, vehicleId, since))
  const commands = reads.add(commandsRead(db, vehicleId, since))
  const spent = reads.add(spentRead(db, vehicleId, earliestBudgetFrom(now)))
  return () => ({ plan: plan(), tests: tests(), commands: commands(), spent: spent() })
}

/** What a kWh costs at a site on the day of `now` and the next; estimates from `now` on where nothing is published yet. */
export async function costsAhead(db: Database | Trx, site: Site, now: Date): Promise<readonly SlotCost[]> {
  return costCurve(await findCurve(db, site.biddingZone, costHorizon(now), now), tariffAt(site))
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
