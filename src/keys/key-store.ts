import { sql } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { bytes, firstOf, read, type Read } from '../database/reads.ts'
import { newDriverKey, SealError, unwrapKey, wrapKey, type DriverKey } from './envelope.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'

/** The driver has no key, or no longer: what was sealed under it is gone for good. */
export class NoDriverKeyError extends Error {
  override name = 'NoDriverKeyError'
}

/**
 * The driver's key; made if there is none, or a new one after shredding or where its bytes are damaged: what was sealed under it is lost then, and
 * whoever consents anew must not fail because of it.
 */
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
    .returning(['wrapped_key', 'kek_id'])
    .executeTakeFirstOrThrow()
  if (kept.wrapped_key === null) return key
  try {
    return unwrapKey(kek, Buffer.from(kept.wrapped_key), driverId)
  } catch (error) {
    // Wrapped under a key that was not given it may be whole.
    const isGiven = [kek.id, kek.second?.id].includes(kept.kek_id)
    if (!(error instanceof SealError) || !isGiven) throw error
    await trx.updateTable('driver_key').set(fresh).where('driver_id', '=', driverId).execute()
    return key
  }
}

const wrappedSchema = z.object({ wrapped_key: bytes.nullable() })

/** What is read throws {@link NoDriverKeyError} if the driver has none or it was shredded. */
export function driverKeyRead(db: Database | Trx, kek: KeyEncryptionKey, driverId: string): Read<DriverKey> {
  const query = db.selectFrom('driver_key').select('wrapped_key').where('driver_id', '=', driverId)
  return {
    query,
    from: (rows) => {
      const wrapped = firstOf(wrappedSchema)(rows)?.wrapped_key
      if (wrapped == null) throw new NoDriverKeyError('The driver has no key: consent was withdrawn')
      return unwrapKey(kek, wrapped, driverId)
    },
  }
}

/** @throws NoDriverKeyError if the driver has none or it was shredded */
export function findDriverKey(
  db: Database | Trx,
  kek: KeyEncryptionKey,
  driverId: string,
): Promise<DriverKey> {
  return read(driverKeyRead(db, kek, driverId))
}

export interface WrappedDriverKey {
  readonly driverId: string
  readonly wrappedKey: Buffer
}

/**
 * Driver keys that are wrapped under one key-encryption key, locked until the transaction ends: none is shredded meanwhile, and
 * another process is given others.
 */
export async function lockWrappedUnder(
  trx: Trx,
  kekId: string,
  limit: number,
): Promise<readonly WrappedDriverKey[]> {
  const rows = await trx
    .selectFrom('driver_key')
    .select(['driver_id', 'wrapped_key'])
    .where('kek_id', '=', kekId)
    .where('wrapped_key', 'is not', null)
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
  return rows.flatMap(({ driver_id: driverId, wrapped_key: key }) =>
    key === null ? [] : [{ driverId, wrappedKey: Buffer.from(key) }],
  )
}

/** Stores keys that are locked ({@link lockWrappedUnder}) as they are wrapped anew, in one statement. */
export async function replaceWrappedKeys(
  trx: Trx,
  kekId: string,
  fresh: readonly WrappedDriverKey[],
): Promise<void> {
  const rows = fresh.map(({ driverId, wrappedKey }) => ({ id: driverId, key: wrappedKey.toString('hex') }))
  await sql`
    update driver_key
    set wrapped_key = decode(fresh.key, 'hex'), kek_id = ${kekId}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as fresh(id text, key text)
    where driver_key.driver_id = fresh.id`.execute(trx)
}

/** Crypto-shredding: without the wrapped key nothing sealed under it can be read again, wherever its bytes remain. */
export async function shredDriverKey(trx: Trx, driverId: string, now: Date): Promise<void> {
  await trx
    .updateTable('driver_key')
    .set({ wrapped_key: null, shredded_at: now })
    .where('driver_id', '=', driverId)
    .execute()
}
