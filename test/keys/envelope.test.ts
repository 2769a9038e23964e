import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandomness } from '../../src/base/random.ts'
import { newDriverKey, open, seal, SealError, unwrapKey, wrapKey } from '../../src/keys/envelope.ts'
import type { SealedPlace } from '../../src/keys/envelope.ts'
import { keyEncryptionKey } from '../../src/keys/key-encryption-key.ts'

const place: SealedPlace = { table: 'connection', row: 'c-1', field: 'refresh_token' }
const token = 'refresh-token-of-the-driver'
const key = newDriverKey()
const kek = keyEncryptionKey(seededRandomness('kek').bytes(32))

const text = fc.string({ unit: 'binary', maxLength: 300 })
const somePlace = fc.record({ table: fc.string(), row: fc.string(), field: fc.string() })

describe('a sealed value', () => {
  test('opens to what was sealed, for any text and place', () => {
    fc.assert(
      fc.property(text, somePlace, (plaintext, where) => {
        expect(open(key, seal(key, plaintext, where), where)).toBe(plaintext)
      }),
    )
  })

  test('is never the same twice and never shows its plaintext', () => {
    const sealed = Array.from({ length: 200 }, () => seal(key, token, place))
    expect(new Set(sealed.map((bytes) => bytes.toString('hex'))).size).toBe(200)
    expect(new Set(sealed.map((bytes) => bytes.subarray(1, 13).toString('hex'))).size).toBe(200)
    expect(sealed.some((bytes) => bytes.includes('refresh'))).toBe(false)
  })

  test('does not open with any one bit flipped', () => {
    const sealed = seal(key, token, place)
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed)
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(() => open(key, altered, place)).toThrow(SealError)
    }
  })

  test('does not open when cut anywhere, at either end', () => {
    const sealed = seal(key, token, place)
    for (let length = 0; length < sealed.length; length++) {
      expect(() => open(key, sealed.subarray(0, length), place)).toThrow(SealError)
      expect(() => open(key, sealed.subarray(sealed.length - length), place)).toThrow(SealError)
    }
  })

  test('does not open with bytes added or exchanged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), (noise, at) => {
        const sealed = seal(key, token, place)
        const start = at % sealed.length
        const inserted = Buffer.concat([sealed.subarray(0, start), noise, sealed.subarray(start)])
        expect(() => open(key, inserted, place)).toThrow(SealError)
      }),
    )
  })

  test('does not open in another table, row or field', () => {
    fc.assert(
      fc.property(somePlace, somePlace, (here, there) => {
        fc.pre(JSON.stringify(here) !== JSON.stringify(there))
        expect(() => open(key, seal(key, token, here), there)).toThrow(SealError)
      }),
    )
  })

  test('does not open in a place whose parts only join to the same text', () => {
    const sealed = seal(key, token, { table: 'a', row: 'b|c', field: 'd' })
    expect(() => open(key, sealed, { table: 'a|b', row: 'c', field: 'd' })).toThrow(SealError)
    expect(() => open(key, sealed, { table: 'a', row: 'b', field: 'c|d' })).toThrow(SealError)
  })

  test("does not open with another driver's key", () => {
    expect(() => open(newDriverKey(), seal(key, token, place), place)).toThrow(SealError)
  })

  test('opens from plain bytes, as the database returns them', () => {
    expect(open(key, new Uint8Array(seal(key, token, place)), place)).toBe(token)
  })

  test('says in its refusal neither row, plaintext nor key', () => {
    const error = caught(() => open(newDriverKey(), seal(key, token, place), place))
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/c-1|refresh-token-of|[0-9a-f]{16}/)
    expect(error.message).toContain('connection.refresh_token')
  })
})

describe("a driver's wrapped key", () => {
  test('unwraps to a key that opens what the first one sealed', () => {
    const unwrapped = unwrapKey(kek, wrapKey(kek, key, 'auth0|driver-1'), 'auth0|driver-1')
    expect(open(unwrapped, seal(key, token, place), place)).toBe(token)
  })

  test('does not unwrap for another driver', () => {
    const wrapped = wrapKey(kek, key, 'driver-1')
    expect(() => unwrapKey(kek, wrapped, 'driver-2')).toThrow(SealError)
  })

  test('names both keys when wrapped under another key-encryption key, and opens no other way', () => {
    const other = keyEncryptionKey(seededRandomness('other').bytes(32))
    const wrapped = wrapKey(kek, key, 'driver-1')
    expect(() => unwrapKey(other, wrapped, 'driver-1')).toThrow(`${kek.id}, the one given is ${other.id}`)
    const relabelled = Buffer.concat([Buffer.from(other.id, 'hex'), wrapped.subarray(4)])
    expect(() => unwrapKey(other, relabelled, 'driver-1')).toThrow(SealError)
  })

  test('does not unwrap with any one bit flipped', () => {
    const wrapped = wrapKey(kek, key, 'driver-1')
    for (let bit = 0; bit < wrapped.length * 8; bit++) {
      const altered = Buffer.from(wrapped)
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(() => unwrapKey(kek, altered, 'driver-1')).toThrow(SealError)
    }
  })

  test('is not the key itself, and no key can be printed', () => {
    const bytes = key.export()
    expect(wrapKey(kek, key, 'driver-1').includes(bytes)).toBe(false)
    const printed = inspect({ kek, key }, { depth: 10, showHidden: true }) + JSON.stringify({ kek, key })
    for (const form of ['hex', 'base64', 'base64url'] as const)
      expect(printed).not.toContain(bytes.toString(form))
  })
})

function caught(run: () => unknown): Error {
  try {
    run()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('Nothing was thrown')
}
