import { createHmac } from 'node:crypto'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { subKey } from './sub-key.ts'

/**
 * Recognises a value again without keeping it: HMAC-SHA-256 under a sub-key of its own for each purpose (`vin`), 64
 * hexadecimal digits. Hashes of the same value for two purposes have nothing in common. The value is taken as it is;
 * bring it to one form first.
 */
export function keyedHash(kek: KeyEncryptionKey, purpose: string, value: string): string {
  return createHmac('sha256', subKey(kek, 'hash', purpose))
    .update(value, 'utf8')
    .digest('hex')
}
