import type { Trx } from '../database/database.ts'
import type { Connection } from './connection-store.ts'

/** Locks what the driver has with the same carmaker beside a connection, in one order. @returns its ids */
export async function lockOlder(trx: Trx, by: Connection): Promise<readonly string[]> {
  const rows = await trx
    .selectFrom('connection')
    .select('id')
    .where('driver_id', '=', by.driverId)
    .where('carmaker', '=', by.carmaker)
    .where('id', '<>', by.id)
    .where('state', 'in', ['connected', 'reauth_required', 'withdrawing'])
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(({ id }) => id)
}
