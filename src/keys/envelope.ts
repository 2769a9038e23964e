import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { systemRandomness } from '../base/random.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { subKey } from './sub-key.ts'

/** The key of one driver. A key object: neither a log nor an inspection can print it. */
export type DriverKey = KeyObject

/** Where a sealed value lives. It opens there and nowhere else. */
export interface SealedPlace {
  readonly table: string
  readonly row: string
  readonly field: string
}

/** A sealed value does not open. Says where, never what: neither row, value nor key. */
export class SealError extends Error {
  override name = 'SealError'
}

// A sealed value: version (1 byte), initialisation vector (12), ciphertext, tag (16).
const VERSION = 1
const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + IV_BYTES

/**
 * A new 256-bit key for one driver. Deleting its wrapped form shreds everything sealed with it.
 *
 * @NOTE Keys and initialisation vectors never come from injected randomness: a seeded source repeats itself after a
 * restart, and AES-GCM with a repeated vector gives away plaintext and authentication key (NIST SP 800-38D §8).
 */
export function newDriverKey(): DriverKey {
  return createSecretKey(systemRandomness.bytes(KEY_BYTES))
}

/** The driver's key, sealed under the key-encryption key and bound to the driver. */
export function wrapKey(kek: KeyEncryptionKey, driverKey: DriverKey, driverId: string): Buffer {
  const sealed = sealBytes(wrappingKey(kek), driverKey.export(), wrappedPlace(driverId))
  return Buffer.concat([Buffer.from(kek.id, 'hex'), sealed])
}

/**
 * The driver's key from its wrapped form.
 * @throws SealError if it was wrapped under another key-encryption key, for another driver, or altered.
 */
export function unwrapKey(kek: KeyEncryptionKey, wrapped: Uint8Array, driverId: string): DriverKey {
  const kekId = Buffer.from(wrapped.subarray(0, 4)).toString('hex')
  const under = kekId === kek.second?.id ? kek.second : kek
  if (kekId !== under.id) {
    throw new SealError(
      `Driver key was wrapped under key-encryption key ${kekId}, the one given is ${kek.id}`,
    )
  }
  const bytes = openBytes(wrappingKey(under), wrapped.subarray(4), wrappedPlace(driverId))
  return createSecretKey(bytes)
}

/** A key that is not a driver's, sealed under the key-encryption key. */
export function sealUnder(kek: KeyEncryptionKey, bytes: Uint8Array, place: SealedPlace): Buffer {
  return sealBytes(wrappingKey(kek), bytes, place)
}

/** @throws SealError for another key or place, and for bytes altered or missing */
export function openUnder(kek: KeyEncryptionKey, sealed: Uint8Array, place: SealedPlace): Buffer {
  return openBytes(wrappingKey(kek), sealed, place)
}

/** Encrypts `plaintext` (well-formed text) with AES-256-GCM, bound to its table, row and field. */
export function seal(key: DriverKey, plaintext: string, place: SealedPlace): Buffer {
  return sealBytes(key, Buffer.from(plaintext, 'utf8'), place)
}

/**
 * The text that {@link seal} was given.
 * @throws SealError for another key, table, row or field, and for bytes altered or missing.
 */
export function open(key: DriverKey, sealed: Uint8Array, place: SealedPlace): string {
  return openBytes(key, sealed, place).toString('utf8')
}

function wrappingKey(kek: KeyEncryptionKey): KeyObject {
  return subKey(kek, 'wrap', 'driver-key')
}

function wrappedPlace(driverId: string): SealedPlace {
  return { table: 'driver_key', row: driverId, field: 'wrapped' }
}

function sealBytes(key: KeyObject, plaintext: Uint8Array, place: SealedPlace): Buffer {
  const iv = systemRandomness.bytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedData(place))
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return Buffer.concat([Buffer.of(VERSION), iv, ciphertext, cipher.getAuthTag()])
}

function openBytes(key: KeyObject, sealed: Uint8Array, place: SealedPlace): Buffer {
  if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw refusal(place)
  // @NOTE Without a fixed tag length Node accepts tags cut to 4 bytes, which can be forged.
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, HEAD_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(associatedData(place))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    const plaintext = decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES))
    return Buffer.concat([plaintext, decipher.final()])
  } catch {
    throw refusal(place)
  }
}

/** Parts are percent-encoded, so that no two places share one form even if an id holds the separator. */
function associatedData(place: SealedPlace): Buffer {
  const parts = [place.table, place.row, place.field].map((part) => encodeURIComponent(part))
  return Buffer.from(['ladeplan.v1', ...parts].join('|'), 'utf8')
}

function refusal(place: SealedPlace): SealError {
  const where = `${place.table}.${place.field}`
  return new SealError(`Sealed value in ${where} does not open: another key, another row, or altered bytes`)
}
