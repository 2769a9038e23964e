import { NotFoundError } from '../base/errors.ts'
import { isDrawing } from '../carmakers/charge-state.ts'
import { findConnection, type Connection } from '../connections/connection-store.ts'
import { lockDue, makeDue } from '../database/claim-due.ts'
import { findState } from '../vehicles/state-store.ts'
import { beginTestCharge } from '../vehicles/test-charge-store.ts'
import { askAnew } from '../vehicles/vehicle-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { endConsent } from './end-consent.ts'
import { requireLiveConsent } from './live-consent.ts'

/**
 * Begins a test charge, which proves within minutes that the car can be read, stopped and started, and leaves it as it was.
 * One that runs goes on. Whether the car may be touched at all is for the pass to say: what stands in the way is its result.
 *
 * @throws NotFoundError if there is no such vehicle
 * @throws ConflictError `consent-missing` without live consent
 */
export async function testCharge(deps: ControlDependencies, vehicleId: string): Promise<void> {
  await requireLiveConsent(deps, vehicleId)
  const state = await findState(deps.db, vehicleId)
  const wasCharging = isDrawing(state?.charge?.status ?? 'unknown')
  const begun = { id: deps.randomness.id(), askedAt: deps.clock.now(), wasCharging }
  await deps.db.transaction().execute(async (trx) => {
    await lockDue(trx, 'vehicle_due', [vehicleId])
    await beginTestCharge(trx, vehicleId, begun)
    // The driver may have given us the key just now.
    await askAnew(trx, vehicleId)
    await makeDue(trx, 'vehicle_due', vehicleId, begun.askedAt)
  })
  deps.wake()
}

/**
 * The driver withdraws consent. From here on nothing is read or planned; each car that stands because of us is given back
 * by one release, then the tokens are revoked and the key is shredded. Withdrawing twice is the same as once.
 *
 * @throws NotFoundError if there is no such connection
 */
export async function withdrawConsent(deps: ControlDependencies, connectionId: string): Promise<Connection> {
  const connection = await findConnection(deps.db, connectionId)
  if (connection === undefined) throw new NotFoundError('connection')
  const withdrawn = await deps.db
    .transaction()
    .execute((trx) => endConsent(deps, trx, { connection, event: 'withdrawn' }))
  if (withdrawn) deps.events.consentWithdrawn({ connectionId, carmaker: connection.carmaker })
  deps.wake()
  return (await findConnection(deps.db, connectionId)) ?? connection
}
