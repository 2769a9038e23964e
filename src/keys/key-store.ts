import { sql } from 'kysely'
import type { Database, Trx } from '../database/database.ts'
import { newDriverKey, unwrapKey, wrapKey, type DriverKey } from './envelope.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'

/** The driver has no key, or no longer: what was sealed under it is gone for good. */
export class NoDriverKeyError extends Error {
  override name = 'NoDriverKeyError'
}

/** The driver's key; made if there is none, or a new one after shredding. */
export async function obtainDriverKey(
  trx: Trx,
  request: { kek: KeyEncryptionKey; driverId: string; now: Date },
): Promise<DriverKey> {
  const { kek, driverId, now } = request
  const key = newDriverKey()
  const fresh = {
    wrapped_key: wrapKey(kek, key, driverId),
    kek_id: kek.id,
    created_at: now,
    shredded_at: null,
  }
  // One statement, so that of two transactions at once one waits and finds the other's key; an existing one is kept, and
  // locked against shredding until the transaction ends.
  const kept = await trx
    .insertInto('driver_key')
    .values({ driver_id: driverId, ...fresh })
    .onConflict((conflict) =>
      conflict.column('driver_id').doUpdateSet({
        wrapped_key: sql`coalesce(driver_key.wrapped_key, excluded.wrapped_key)`,
        kek_id: sql`case when driver_key.wrapped_key is null then excluded.kek_id else driver_key.kek_id end`,
        created_at: sql`case when driver_key.wrapped_key is null then excluded.created_at else driver_key.created_at end`,
        shredded_at: null,
      }),
    )
    .returning('wrapped_key')
    .executeTakeFirstOrThrow()
  return kept.wrapped_key === null ? key : unwrapKey(kek, Buffer.from(kept.wrapped_key), driverId)
}

/** @throws NoDriverKeyError if the driver has none or it was shredded */
export async function findDriverKey(
  db: Database | Trx,
  kek: KeyEncryptionKey,
  driverId: string,
): Promise<DriverKey> {
  const row = await db
    .selectFrom('driver_key')
    .select('wrapped_key')
    .where('driver_id', '=', driverId)
    .executeTakeFirst()
  if (row?.wrapped_key == null) throw new NoDriverKeyError('The driver has no key: consent was withdrawn')
  return unwrapKey(kek, Buffer.from(row.wrapped_key), driverId)
}

/** Driver keys that are wrapped under one key-encryption key. */
export async function listWrappedUnder(
  db: Database,
  kekId: string,
  limit: number,
): Promise<readonly { readonly driverId: string; readonly wrappedKey: Buffer }[]> {
  const rows = await db
    .selectFrom('driver_key')
    .select(['driver_id', 'wrapped_key'])
    .where('kek_id', '=', kekId)
    .where('wrapped_key', 'is not', null)
    .limit(limit)
    .execute()
  return rows.flatMap(({ driver_id: driverId, wrapped_key: key }) =>
    key === null ? [] : [{ driverId, wrappedKey: Buffer.from(key) }],
  )
}

/** Compare-and-set: does nothing if the key was shredded or wrapped anew meanwhile. */
export async function replaceWrappedKey(
  db: Database,
  before: { readonly driverId: string; readonly wrappedKey: Buffer },
  fresh: { readonly kekId: string; readonly wrappedKey: Buffer },
): Promise<void> {
  await db
    .updateTable('driver_key')
    .set({ wrapped_key: fresh.wrappedKey, kek_id: fresh.kekId })
    .where('driver_id', '=', before.driverId)
    .where('wrapped_key', '=', before.wrappedKey)
    .execute()
}

/** Crypto-shredding: without the wrapped key nothing sealed under it can be read again, wherever its bytes remain. */
export async function shredDriverKey(trx: Trx, driverId: string, now: Date): Promise<void> {
  await trx
    .updateTable('driver_key')
    .set({ wrapped_key: null, shredded_at: now })
    .where('driver_id', '=', driverId)
    .execute()
}
