import { sql, type Expression, type OperationNodeSource } from 'kysely'
import type { Database, Trx } from './database.ts'

/**
 * What is to be written, in parts by name. A store that offers one lets others send it along with more. Names are unique among what is
 * sent together, and no table's; a part may use the rows that one before it returns, and no two change the same row.
 */
export type Write = Readonly<Record<string, OperationNodeSource>>

/**
 * Writes all in one statement: going to the database and back costs more than most of them. None sees what another has written
 * (PostgreSQL, "Data-Modifying Statements in WITH").
 */
export async function write(db: Database | Trx, ...writes: readonly Write[]): Promise<void> {
  if (writes.every((one) => Object.keys(one).length === 0)) return
  await sql`with ${partsOf(writes)} select`.execute(db)
}

/** The parts, for a statement that begins with them. */
export function partsOf(writes: readonly Write[]): Expression<unknown> {
  const parts = writes.flatMap((one) => Object.entries(one))
  return sql.join(parts.map(([name, part]) => sql`${sql.ref(name)} as (${part})`))
}
