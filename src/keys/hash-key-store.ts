import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

export interface StoredHashKey {
  readonly purpose: string
  readonly kekId: string
  readonly wrappedKey: Buffer
}

/** One that is there already stays. */
export async function insertHashKey(db: Database, key: StoredHashKey): Promise<void> {
  await db
    .insertInto('hash_key')
    .values({ purpose: key.purpose, kek_id: key.kekId, wrapped_key: key.wrappedKey })
    .onConflict((conflict) => conflict.column('purpose').doNothing())
    .execute()
}

export async function findHashKeys(db: Database): Promise<readonly StoredHashKey[]> {
  const rows = await db.selectFrom('hash_key').selectAll().execute()
  return rows.map((row) => ({
    purpose: row.purpose,
    kekId: row.kek_id,
    wrappedKey: Buffer.from(row.wrapped_key),
  }))
}

export async function rewrapHashKey(db: Database, key: StoredHashKey): Promise<void> {
  await db
    .updateTable('hash_key')
    .set({ kek_id: key.kekId, wrapped_key: key.wrappedKey })
    .where('purpose', '=', key.purpose)
    .execute()
}

/** Keys that are wrapped under one key-encryption key. */
export interface WrappedUnder {
  readonly kekId: string
  readonly driverKeys: number
  readonly hashKeys: number
}

/** What is wrapped under none of the given key-encryption keys, by the one that it is wrapped under. */
export async function countWrappedUnderOthers(
  db: Database,
  kekIds: readonly string[],
): Promise<readonly WrappedUnder[]> {
  const result = await sql<WrappedUnder>`
    select kek_id as "kekId", sum(of_driver)::int as "driverKeys", sum(1 - of_driver)::int as "hashKeys" from (
      select kek_id, 1 as of_driver from driver_key where wrapped_key is not null
      union all
      select kek_id, 0 as of_driver from hash_key
    ) as wrapped
    where not (kek_id = any(${sql.val([...kekIds])}::text[]))
    group by kek_id
    order by kek_id`.execute(db)
  return result.rows
}
