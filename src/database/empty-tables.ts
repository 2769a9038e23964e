import { sql } from 'kysely'
import type { Database } from './database.ts'
import { TABLE_OWNERS } from './table-owners.ts'

/** Forgets everything at once, the ledger of consents too: the sandbox begins anew. Takes a superuser, which the embedded database's is. */
export async function emptyTables(db: Database): Promise<void> {
  const tables = Object.keys(TABLE_OWNERS).map((table) => sql.table(table))
  await db.transaction().execute(async (trx) => {
    // A replica trusts that whoever sends it changes has seen to rules such as that a ledger only grows.
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql`truncate ${sql.join(tables)} cascade`.execute(trx)
    // The same cars are looked at when they were; whoever follows events and decisions goes on where they are.
    await sql`select setval(pg_get_serial_sequence('vehicle', 'ordinal'), 1, false)`.execute(trx)
  })
}
