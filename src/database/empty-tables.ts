import { sql } from 'kysely'
import type { Database } from './database.ts'
import { TABLE_OWNERS } from './table-owners.ts'

/** Forgets everything at once: the sandbox begins anew, a test begins clean. */
export async function emptyTables(db: Database): Promise<void> {
  const tables = Object.keys(TABLE_OWNERS).map((table) => sql.table(table))
  await sql`truncate ${sql.join(tables)} cascade`.execute(db)
}
