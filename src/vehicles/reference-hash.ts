import type { CarmakerName } from '../carmakers/port.ts'
import type { KeyEncryptionKey } from '../keys/key-encryption-key.ts'
import { keyedHash } from '../keys/keyed-hash.ts'

/** The keyed hash under which a car is found by what its carmaker calls it. */
export function referenceHash(kek: KeyEncryptionKey, carmaker: CarmakerName, reference: string): string {
  return keyedHash(kek, 'reference', `${carmaker}:${reference}`)
}
