import { findDriverKey } from '../../src/keys/key-store.ts'
import { openReference } from '../../src/vehicles/reference-store.ts'
import { listVehicles } from '../../src/vehicles/vehicle-store.ts'
import type { Fleet } from './fleet.ts'

/** The vehicle identification number of each vehicle of a fleet, which is one driver's. */
export async function vinsOf({ deps }: Pick<Fleet, 'deps'>): Promise<ReadonlyMap<string, string>> {
  const vehicles = await listVehicles(deps.db)
  const [first] = vehicles
  if (first === undefined) throw new Error('There are no cars')
  const key = await findDriverKey(deps.db, deps.kek, first.driverId)
  const named = vehicles.map(async ({ id }) => [id, await openReference(deps.db, key, id)] as const)
  return new Map(await Promise.all(named))
}
