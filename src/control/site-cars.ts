import { makeDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { write } from '../database/writes.ts'
import { lookWrite } from '../vehicles/state-store.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import { consentOf, gatherAll } from './gather.ts'
import { neighbourOf, type Neighbour } from './neighbour.ts'

/** Those of the other cars behind a meter that take of what they share; call it with the site locked. */
export async function findNeighbours(
  trx: Trx,
  others: readonly Vehicle[],
  now: Date,
): Promise<readonly Neighbour[]> {
  const found: Neighbour[] = []
  for (const other of others) {
    const gathered = await gatherAll(trx, other.id, now)
    if (gathered === undefined) continue
    const neighbour = neighbourOf(gathered.known, consentOf(gathered.connection), now)
    if (neighbour !== null) found.push(neighbour)
  }
  return found
}

/** Has the other cars looked at again, since what is left to them has changed: who has the fuse is decided by what each does now. */
export async function tellNeighbours(trx: Trx, neighbours: readonly Neighbour[], now: Date): Promise<void> {
  for (const { vehicleId } of neighbours) {
    await makeDue(trx, 'vehicle_due', vehicleId, now)
    await write(trx, lookWrite(trx, vehicleId, undefined))
  }
}
