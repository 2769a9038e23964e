import { createSecretKey, hkdfSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { KeyEncryptionKey } from './key-encryption-key.ts'

/** What a sub-key may be used for. One kind of use never shares a key with another. */
export type SubKeyUse = 'wrap' | 'hash' | 'link'

const KEY_BYTES = 32

/**
 * A 256-bit key derived from the key-encryption key (HKDF-SHA-256, RFC 5869) for one use and purpose, so that the
 * key-encryption key itself never touches data and a sub-key that leaks opens nothing else.
 */
export function subKey(kek: KeyEncryptionKey, use: SubKeyUse, purpose: string): KeyObject {
  const info = `ladeplan.v1|${use}|${purpose}`
  const derived = derivedFrom.get(kek.key) ?? new Map<string, KeyObject>()
  derivedFrom.set(kek.key, derived)
  const key = derived.get(info) ?? derive(kek, info)
  derived.set(info, key)
  return key
}

/** Each call to a carmaker needs one. They are kept as long as the key they come from. */
const derivedFrom = new WeakMap<KeyObject, Map<string, KeyObject>>()

function derive({ key }: KeyEncryptionKey, info: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, new Uint8Array(0), info, KEY_BYTES)))
}
