import type { Database, Trx } from '../database/database.ts'
import type { Connection } from './connection-store.ts'

interface Permissions {
  readonly missingScopes: readonly string[]
  /** World time. */
  readonly dueAt: Date
}

/**
 * Notes which permissions are missing by now.
 *
 * @returns false if the driver has consented anew, or ended it, since `connection` was read: what is told of the grant before
 *   says nothing of the present one
 */
export async function saveMissingScopes(
  trx: Trx,
  { id, connectedAt }: Pick<Connection, 'id' | 'connectedAt'>,
  { missingScopes, dueAt }: Permissions,
): Promise<boolean> {
  const result = await trx
    .updateTable('connection')
    .set({ missing_scopes: missingScopes.join(' '), permissions_due_at: dueAt })
    .where('id', '=', id)
    .where('state', '=', 'connected')
    .where('connected_at', 'is not distinct from', connectedAt)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Leaves what the carmaker permits unasked until an instant of world time. */
export async function putOffPermissions(
  db: Database | Trx,
  connectionId: string,
  dueAt: Date,
): Promise<void> {
  await db
    .updateTable('connection')
    .set({ permissions_due_at: dueAt })
    .where('id', '=', connectionId)
    .execute()
}
