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

/** How many keys are wrapped under none of the given key-encryption keys. */
export async function countWrappedUnderOthers(db: Database, kekIds: readonly string[]): Promise<number> {
  const result = await sql<{ keys: number }>`
    select count(*)::int as keys from (
      select kek_id from driver_key where wrapped_key is not null
      union all
      select kek_id from hash_key
    ) as wrapped
    where not (kek_id = any(${sql.val([...kekIds])}::text[]))`.execute(db)
  return result.rows[0]?.keys ?? 0
}
