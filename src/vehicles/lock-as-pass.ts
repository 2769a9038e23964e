import { lockDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { siteLock } from '../sites/site-store.ts'
import type { Vehicle } from './vehicle.ts'

/**
 * Takes of several cars what a pass takes before it writes, in its order: their sites, then the rows that make them due. A pass goes
 * on to the other cars of its site and to the connection; whoever takes those first would wait for it in a circle.
 */
export async function lockAsPass(
  trx: Trx,
  vehicles: readonly Pick<Vehicle, 'id' | 'siteId'>[],
): Promise<void> {
  const sites = new Set(vehicles.map(({ siteId }) => siteId))
  for (const site of [...sites].toSorted()) await siteLock(trx, site).execute()
  const ids = vehicles.map(({ id }) => id)
  await lockDue(trx, 'vehicle_due', ids)
}
