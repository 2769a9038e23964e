import {
  listWithConsentOver,
  markWithdrawing,
  markWithdrawn,
  type Connection,
} from '../connections/connection-store.ts'
import { appendConsentEnd } from '../connections/consent-store.ts'
import { makeDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { lockAsPass } from '../vehicles/lock-as-pass.ts'
import { listVehicles } from '../vehicles/vehicle-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { endOverride } from './intent-store.ts'

/** Few at a time, so that a tick is not held up. */
const BATCH = 20

/**
 * Ends consents that nobody has renewed, as if their drivers had withdrawn them: a car that stands because of us is given
 * back, then the tokens are revoked.
 *
 * @returns how many ended
 */
export async function endExpiredConsents(deps: ControlDependencies): Promise<number> {
  const over = await listWithConsentOver(deps.db, deps.clock.now(), BATCH)
  for (const connection of over) {
    const ended = await deps.db
      .transaction()
      .execute((trx) => endConsent(deps, trx, { connection, event: 'expired' }))
    if (ended) deps.events.consentExpired({ connectionId: connection.id, carmaker: connection.carmaker })
  }
  return over.length
}

/**
 * First half of the end of a consent: nothing is read or planned any more, and one release may still be sent to each car.
 *
 * @returns false if there was no live consent
 */
export async function endConsent(
  deps: ControlDependencies,
  trx: Trx,
  { connection, event }: { readonly connection: Connection; readonly event: 'withdrawn' | 'expired' },
): Promise<boolean> {
  const now = deps.clock.now()
  const vehicles = await listVehicles(trx, { connectionId: connection.id })
  await lockAsPass(trx, vehicles)
  if (!(await markWithdrawing(trx, connection.id, now))) return false
  await appendConsentEnd(trx, connection.id, { id: deps.randomness.id(), event, at: now })
  for (const { id } of vehicles) {
    await endOverride(trx, id)
    await makeDue(trx, 'vehicle_due', id, now)
  }
  // The pass over its last car ends a withdrawal; without a car there is none to come.
  if (vehicles.length === 0) await markWithdrawn(trx, connection.id, now)
  return true
}
