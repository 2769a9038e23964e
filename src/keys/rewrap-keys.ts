import type { Database } from '../database/database.ts'
import { unwrapKey, wrapKey } from './envelope.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { listWrappedUnder, replaceWrappedKey } from './key-store.ts'

/** A tick's share; 20,000 keys are done within a minute at one tick a second. */
const BATCH = 500

/**
 * Wraps driver keys anew that are still under the second key-encryption key. Any number of processes may do so at a time;
 * a key that was shredded meanwhile stays shredded.
 *
 * @returns how many were wrapped anew; 0 means that the second key is needed no longer
 */
export async function rewrapKeys(db: Database, kek: KeyEncryptionKey): Promise<number> {
  const { second } = kek
  if (second === undefined) return 0
  const old = await listWrappedUnder(db, second.id, BATCH)
  for (const { driverId, wrappedKey } of old) {
    const key = unwrapKey(second, wrappedKey, driverId)
    const fresh = { kekId: kek.id, wrappedKey: wrapKey(kek, key, driverId) }
    await replaceWrappedKey(db, { driverId, wrappedKey }, fresh)
  }
  return old.length
}
