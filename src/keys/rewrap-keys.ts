import type { Database } from '../database/database.ts'
import type { BusinessEvents } from '../observability/business-events.ts'
import { SealError, unwrapKey, wrapKey } from './envelope.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { lockWrappedUnder, replaceWrappedKeys, type WrappedDriverKey } from './key-store.ts'

/** A tick's share; one process is through with 20,000 keys after ten ticks, one a second. */
const BATCH = 2_000

/** Of the keys that were looked at. */
export interface Rewrapped {
  readonly rewrapped: number
  /** Those that do not open; they stay as they are. */
  readonly damaged: number
}

/**
 * Wraps keys anew at every tick, and tells of those that cannot be: once, and again when their number changes.
 *
 * @returns a function to call at every tick; how many were wrapped anew
 */
export function createKeyChange({
  db,
  kek,
  events,
}: {
  readonly db: Database
  readonly kek: KeyEncryptionKey
  readonly events: Pick<BusinessEvents, 'driverKeysDamaged'>
}): () => Promise<number> {
  const { second } = kek
  if (second === undefined) return () => Promise.resolve(0)
  let told = 0
  return async () => {
    const { rewrapped, damaged: keys } = await rewrapKeys(db, kek)
    if (keys > 0 && keys !== told) events.driverKeysDamaged({ keys, kekId: second.id })
    told = keys
    return rewrapped
  }
}

/**
 * Wraps driver keys anew that are still under the second key-encryption key. Any number of processes may do so at a time, each with
 * keys of its own; a key that was shredded before stays shredded. One that is damaged keeps none of the others.
 *
 * @returns how many were; nothing rewrapped means that none is left, but for damaged ones and those that other processes have in hand
 */
export async function rewrapKeys(db: Database, kek: KeyEncryptionKey): Promise<Rewrapped> {
  const { second } = kek
  if (second === undefined) return { rewrapped: 0, damaged: 0 }
  return db.transaction().execute(async (trx) => {
    const old = await lockWrappedUnder(trx, second.id, BATCH)
    const fresh = old.flatMap((key) => wrappedAnew(kek, second, key) ?? [])
    if (fresh.length > 0) await replaceWrappedKeys(trx, kek.id, fresh)
    return { rewrapped: fresh.length, damaged: old.length - fresh.length }
  })
}

function wrappedAnew(
  kek: KeyEncryptionKey,
  second: KeyEncryptionKey,
  { driverId, wrappedKey }: WrappedDriverKey,
): WrappedDriverKey | undefined {
  try {
    return { driverId, wrappedKey: wrapKey(kek, unwrapKey(second, wrappedKey, driverId), driverId) }
  } catch (error) {
    if (!(error instanceof SealError)) throw error
    return undefined
  }
}
