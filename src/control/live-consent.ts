import { ConflictError, NotFoundError } from '../base/errors.ts'
import { findConnection } from '../connections/connection-store.ts'
import { findVehicle } from '../vehicles/vehicle-store.ts'
import type { ControlDependencies } from './dependencies.ts'

/**
 * What a driver asks of a car needs a live consent.
 *
 * @throws NotFoundError if there is no such vehicle
 * @throws ConflictError `consent-missing` without live consent
 */
export async function requireLiveConsent(
  { db }: Pick<ControlDependencies, 'db'>,
  vehicleId: string,
): Promise<void> {
  const vehicle = await findVehicle(db, vehicleId)
  if (vehicle === undefined) throw new NotFoundError('vehicle')
  const connection = await findConnection(db, vehicle.connectionId)
  if (connection?.state === 'connected') return
  throw new ConflictError(
    'consent-missing',
    'There is no live consent for this car. The driver has to connect it again.',
  )
}
