import { ConflictError, NotFoundError } from '../base/errors.ts'
import { isDrawing, isPluggedIn } from '../carmakers/charge-state.ts'
import { findConnection, type Connection } from '../connections/connection-store.ts'
import { makeDue } from '../database/claim-due.ts'
import { findState } from '../vehicles/state-store.ts'
import { beginTestCharge } from '../vehicles/test-charge-store.ts'
import { askAnew, findVehicle } from '../vehicles/vehicle-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { endConsent } from './end-consent.ts'
import { endOverride, saveOverride } from './intent-store.ts'

/**
 * The driver's "charge now": beats minimum, ready-by and price from the next pass on, until the target is reached, the
 * car is unplugged or the driver takes it back. Asking twice is the same as once.
 *
 * @throws NotFoundError if there is no such vehicle
 * @throws ConflictError `consent-missing` without live consent, `vehicle-not-plugged-in` if it is not plugged in
 */
export async function chargeNow(deps: ControlDependencies, vehicleId: string): Promise<void> {
  await requireLiveConsent(deps, vehicleId)
  const state = await findState(deps.db, vehicleId)
  if (!isPluggedIn(state?.charge?.status ?? 'unknown')) {
    throw new ConflictError(
      'vehicle-not-plugged-in',
      'The car is not plugged in. Plug it in, then charge now.',
    )
  }
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (trx) => {
    await saveOverride(trx, vehicleId, { kind: 'charge-now', since: now })
    await makeDue(trx, 'vehicle_due', vehicleId, now)
  })
  deps.wake()
}

/**
 * Takes "charge now" back; the plan rules again.
 *
 * @throws NotFoundError if there is no such vehicle
 * @throws ConflictError `consent-missing` without live consent
 */
export async function cancelChargeNow(deps: ControlDependencies, vehicleId: string): Promise<void> {
  await requireLiveConsent(deps, vehicleId)
  await deps.db.transaction().execute(async (trx) => {
    await endOverride(trx, vehicleId)
    await makeDue(trx, 'vehicle_due', vehicleId, deps.clock.now())
  })
  deps.wake()
}

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

async function requireLiveConsent(deps: ControlDependencies, vehicleId: string): Promise<void> {
  const vehicle = await findVehicle(deps.db, vehicleId)
  if (vehicle === undefined) throw new NotFoundError('vehicle')
  const connection = await findConnection(deps.db, vehicle.connectionId)
  if (connection?.state === 'connected') return
  throw new ConflictError(
    'consent-missing',
    'There is no live consent for this car. The driver has to connect it again.',
  )
}
