import { makeDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import type { Connection } from './connection-store.ts'

/**
 * Ends what a driver had with the same carmaker before: one connection takes the place of another, whose tokens are due
 * for revocation.
 *
 * @returns the ids of those that were ended
 */
export async function markReplaced(trx: Trx, by: Connection, now: Date): Promise<readonly string[]> {
  const rows = await trx
    .updateTable('connection')
    .set({ state: 'withdrawn', withdrawing_at: now, withdrawn_at: now })
    .where('driver_id', '=', by.driverId)
    .where('carmaker', '=', by.carmaker)
    .where('id', '<>', by.id)
    .where('state', 'in', ['connected', 'reauth_required', 'withdrawing'])
    .returning('id')
    .execute()
  for (const { id } of rows) await makeDue(trx, 'connection_due', id, now)
  return rows.map(({ id }) => id)
}
