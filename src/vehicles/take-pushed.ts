import { earliest } from '../base/interval.ts'
import type { ChargeState } from '../carmakers/charge-state.ts'
import type { CarmakerName } from '../carmakers/registry.ts'
import type { ReceivedWebhook } from '../carmakers/webhook.ts'
import { noteAccessFault } from '../connections/access-fault-store.ts'
import { findConnection } from '../connections/connection-store.ts'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import { makeDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { countCalls } from './call-store.ts'
import { rememberDelivery } from './delivery-store.ts'
import { mergeSignals } from './merge-signals.ts'
import { tellHealth } from './health-watch.ts'
import { findPolicy } from './policy-store.ts'
import { deliveryHash, referenceHash } from './reference-hash.ts'
import { doubtPushed, findState, saveState } from './state-store.ts'
import { observe, type Vehicle, type VehicleState } from './vehicle.ts'
import { lockVehicleByReference } from './vehicle-store.ts'

type Pushed = Extract<ReceivedWebhook, { kind: 'push' }>

/** `known`: delivered before. `not-ours`: of a car that is not connected, of which nothing is kept. */
export type PushedOutcome = 'taken' | 'known' | 'not-ours'

/**
 * Takes what a carmaker told by itself: once per event, of connected cars only, through the same eyes as a reading, so
 * that a report older than the one we have changes nothing. The car is due at once.
 */
export async function takePushed(
  deps: Pick<ConnectionDependencies, 'db' | 'clock' | 'kek' | 'events' | 'randomness'>,
  carmaker: CarmakerName,
  pushed: Pushed,
): Promise<PushedOutcome> {
  const now = deps.clock.now()
  const hash = referenceHash(deps.kek, carmaker, pushed.reference)
  const eventHash = deliveryHash(deps.kek, carmaker, pushed.eventId)
  const taken = await deps.db.transaction().execute(async (trx) => {
    const vehicle = await lockVehicleByReference(trx, hash)
    const connection = vehicle && (await findConnection(trx, vehicle.connectionId))
    // Asked before anything is remembered: of strangers' cars nothing is.
    if (vehicle === undefined || connection?.state !== 'connected') return 'not-ours'
    const { freshUntil } = pushed
    if (!(await rememberDelivery(trx, { eventHash, freshUntil, now }))) return 'known'
    const isRefused = pushed.push.kind === 'consent-needed' && (await noteRefusal(trx, vehicle, now))
    await keep(trx, vehicle.id, { push: pushed.push, now })
    await makeDue(trx, 'vehicle_due', vehicle.id, now)
    return { refused: isRefused ? connection.id : null }
  })
  if (typeof taken === 'string') return taken
  if (taken.refused !== null) await tellHealth(deps, taken.refused, now)
  return 'taken'
}

/** The carmaker is believed, but not more than the next reading: a car that still answers is not given up. */
function noteRefusal(trx: Trx, { id, connectionId }: Vehicle, now: Date): Promise<boolean> {
  return noteAccessFault(trx, connectionId, { vehicleId: id, code: 'consent-revoked', now })
}

async function keep(
  trx: Trx,
  vehicleId: string,
  { push, now }: { readonly push: Pushed['push']; readonly now: Date },
): Promise<void> {
  const policy = await findPolicy(trx, vehicleId)
  if (policy === undefined) return
  const previous = await findState(trx, vehicleId)
  if (push.kind === 'reach') return keepReach(trx, vehicleId, { push, previous, now })
  if (push.kind === 'signals') await countCalls(trx, vehicleId, now, { signals: push.billed })
  const state = reportIn(push, previous?.charge ?? null)
  if (state === null) return isHistory(push) ? undefined : doubtPushed(trx, vehicleId, now)
  const next = observe(previous, { kind: 'state', state }, { checkedAt: now, policy })
  if (next.charge === previous?.charge) return
  await saveState(trx, vehicleId, { ...next, doubtedAt: doubtAfter(push, previous), pushedAt: now })
}

/**
 * Older than what is known. What a car had in store is, and the car tells all of its values when it comes back (Tesla's documentation
 * of Fleet Telemetry); of anything else it cannot be made out which of both holds, and the next pass asks the car.
 */
function isHistory(push: Pushed['push']): boolean {
  return push.kind === 'signals' && push.isStored
}

/** A whole report ends a doubt, single values do not. */
function doubtAfter({ kind }: Pushed['push'], previous: VehicleState | undefined): VehicleState['doubtedAt'] {
  return kind === 'signals' ? previous?.doubtedAt : undefined
}

interface ReachPushed {
  readonly push: Extract<Pushed['push'], { kind: 'reach' }>
  readonly previous: VehicleState | undefined
  readonly now: Date
}

/**
 * A car that closed its connection is taken to sleep, as parked cars do: whoever wants something of it wakes it first. What is
 * older than the last word of the car changes nothing.
 */
async function keepReach(trx: Trx, vehicleId: string, { push, previous, now }: ReachPushed): Promise<void> {
  if (previous === undefined || push.at < previous.checkedAt) return
  const reach = push.online ? 'online' : 'asleep'
  await saveState(trx, vehicleId, { ...previous, reach, checkedAt: earliest(push.at, now), pushedAt: now })
}

/** `null` if the state cannot be made out of it. */
function reportIn(
  push: Exclude<Pushed['push'], { kind: 'reach' }>,
  known: ChargeState | null,
): ChargeState | null {
  if (push.kind === 'state') return push.state
  return push.kind === 'signals' ? mergeSignals(known, push) : null
}
