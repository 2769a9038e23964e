import type { Database } from '../database/database.ts'
import { unwrapKey, wrapKey } from './envelope.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { lockWrappedUnder, replaceWrappedKeys } from './key-store.ts'

/** A tick's share; one process is through with 20,000 keys after ten ticks, one a second. */
const BATCH = 2_000

/**
 * Wraps driver keys anew that are still under the second key-encryption key. Any number of processes may do so at a time, each with
 * keys of its own; a key that was shredded before stays shredded.
 *
 * @returns how many were wrapped anew; 0 means that none is left, but for those that other processes have in hand
 */
export async function rewrapKeys(db: Database, kek: KeyEncryptionKey): Promise<number> {
  const { second } = kek
  if (second === undefined) return 0
  return db.transaction().execute(async (trx) => {
    const old = await lockWrappedUnder(trx, second.id, BATCH)
    const fresh = old.map(({ driverId, wrappedKey }) => ({
      driverId,
      wrappedKey: wrapKey(kek, unwrapKey(second, wrappedKey, driverId), driverId),
    }))
    if (fresh.length > 0) await replaceWrappedKeys(trx, kek.id, fresh)
    return fresh.length
  })
}
