import type { CarmakerName } from '../carmakers/registry.ts'
import type { KeyEncryptionKey } from '../keys/key-encryption-key.ts'
import { keyedHash } from '../keys/keyed-hash.ts'

/** The keyed hash under which a car is found by what its carmaker calls it. */
export function referenceHash(kek: KeyEncryptionKey, carmaker: CarmakerName, reference: string): string {
  return keyedHash(kek, 'reference', `${carmaker}:${reference}`)
}

/**
 * The keyed hash by which a message is known when it comes twice. Tesla's records have no id, so it is over all of their bytes; a
 * hash without a key would tell whoever guesses the position in a record that the guess is right.
 */
export function deliveryHash(kek: KeyEncryptionKey, carmaker: CarmakerName, eventId: string): string {
  return keyedHash(kek, 'reference', `delivery:${carmaker}:${eventId}`)
}
