import { createHmac, type KeyObject } from 'node:crypto'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { subKey } from './sub-key.ts'

/** What values are recognised for; `herd`: a number of its own for each vehicle. */
export const HASH_PURPOSES = ['vin', 'site', 'reference', 'herd'] as const
export type HashPurpose = (typeof HASH_PURPOSES)[number]

/** The key of a purpose: found in the database, or derived where it has none yet. */
export function hashKeyOf(kek: KeyEncryptionKey, purpose: HashPurpose): KeyObject {
  return kek.hashKeys?.get(purpose) ?? subKey(kek, 'hash', purpose)
}

/**
 * Recognises a value again without keeping it: HMAC-SHA-256 under a sub-key of its own for each purpose (`vin`), 64
 * hexadecimal digits. Hashes of the same value for two purposes have nothing in common. The value is taken as it is;
 * bring it to one form first.
 */
export function keyedHash(kek: KeyEncryptionKey, purpose: HashPurpose, value: string): string {
  return createHmac('sha256', hashKeyOf(kek, purpose)).update(value, 'utf8').digest('hex')
}
