import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Database } from '../database/database.ts'
import { openUnder, sealUnder } from './envelope.ts'
import {
  countWrappedUnderOthers,
  findHashKeys,
  insertHashKey,
  rewrapHashKey,
  type WrappedUnder,
} from './hash-key-store.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { HASH_PURPOSES, hashKeyOf, type HashPurpose } from './keyed-hash.ts'

/** What is in the database was wrapped under a key that was not given. Nothing was written. */
export class WrongKeyError extends Error {
  override name = 'WrongKeyError'
}

/**
 * Makes sure that the keys given open what is in the database, before anything is read or written with them, and finds the
 * keys of the hashes: they outlive a change of the key-encryption key, since a hash cannot be wrapped anew.
 *
 * @throws WrongKeyError if anything is wrapped under a key that was not given
 */
export async function openKeys(db: Database, kek: KeyEncryptionKey): Promise<KeyEncryptionKey> {
  const known = [kek.id, ...(kek.second === undefined ? [] : [kek.second.id])]
  const foreign = await countWrappedUnderOthers(db, known)
  if (foreign.length > 0) throw wrongKey(foreign, known)
  const hashKeys = new Map<HashPurpose, KeyObject>()
  for (const purpose of HASH_PURPOSES) hashKeys.set(purpose, await hashKey(db, kek, purpose))
  return { ...kek, hashKeys }
}

/** The key of a purpose; the first process on a database derives it, and all others find that one. */
async function hashKey(db: Database, kek: KeyEncryptionKey, purpose: HashPurpose): Promise<KeyObject> {
  const place = { table: 'hash_key', row: purpose, field: 'wrapped' }
  const derived = hashKeyOf(kek, purpose)
  await insertHashKey(db, { purpose, kekId: kek.id, wrappedKey: sealUnder(kek, derived.export(), place) })
  const stored = (await findHashKeys(db)).find((one) => one.purpose === purpose)
  if (stored === undefined) return derived
  const under = stored.kekId === kek.id ? kek : (kek.second ?? kek)
  const key = createSecretKey(openUnder(under, stored.wrappedKey, place))
  if (under !== kek) {
    const wrappedKey = sealUnder(kek, key.export(), place)
    await rewrapHashKey(db, { purpose, kekId: kek.id, wrappedKey })
  }
  return key
}

function wrongKey(foreign: readonly WrappedUnder[], given: readonly string[]): WrongKeyError {
  const wrapped = foreign.map(
    ({ kekId, driverKeys, hashKeys }) =>
      `${String(driverKeys)} keys of drivers and ${String(hashKeys)} of hashes are wrapped under key-encryption key ${kekId}`,
  )
  return new WrongKeyError(
    `Ladeplan cannot start: ${wrapped.join(', ')}; given is ${given.join(', ')}. Nothing was changed. Mount the key that this database was used with: as LADEPLAN_KEY_FILE, or as LADEPLAN_SECOND_KEY_FILE beside the new one until nothing is wrapped under it (docs/how-to/run-in-production.md).`,
  )
}
