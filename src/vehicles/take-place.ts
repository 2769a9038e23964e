import { markWithdrawing, markWithdrawn } from '../connections/connection-store.ts'
import { appendConsentEnd } from '../connections/consent-store.ts'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import { makeDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { listVehicles } from './vehicle-store.ts'

/**
 * A connection takes the place of those that its driver has with the same carmaker, whose tokens may be dead by now. Their consents
 * end, and the ledger says so; a car that the new one does not bring is given back first, as when a driver withdraws.
 *
 * @param older locked before any car is, as withdrawal does it
 * @returns ids of the consents that have ended
 */
export async function takePlace(
  { randomness }: Pick<ConnectionDependencies, 'randomness'>,
  trx: Trx,
  { older, now }: { readonly older: readonly string[]; readonly now: Date },
): Promise<readonly string[]> {
  const ended: string[] = []
  for (const id of older) {
    if (await markWithdrawing(trx, id, now)) {
      await appendConsentEnd(trx, id, { id: randomness.id(), event: 'withdrawn', at: now })
      ended.push(id)
    }
    const left = await listVehicles(trx, { connectionId: id })
    for (const vehicle of left) await makeDue(trx, 'vehicle_due', vehicle.id, now)
    // The pass over its last car ends it; without a car there is none to come.
    if (left.length === 0) await markWithdrawn(trx, id, now)
  }
  return ended
}
