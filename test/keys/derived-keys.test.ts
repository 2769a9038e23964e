import { createHmac, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { seededRandomness } from '../../src/base/random.ts'
import { keyEncryptionKey } from '../../src/keys/key-encryption-key.ts'
import { keyedHash } from '../../src/keys/keyed-hash.ts'
import { signLink, verifyLink } from '../../src/keys/signed-link.ts'
import { subKey } from '../../src/keys/sub-key.ts'

const bytes = seededRandomness('kek').bytes(32)
const kek = keyEncryptionKey(bytes)
const other = keyEncryptionKey(seededRandomness('other').bytes(32))

describe('a keyed hash', () => {
  test('is the HMAC under a key derived for its purpose', () => {
    const derived = Buffer.from(hkdfSync('sha256', bytes, '', 'ladeplan.v1|hash|vin', 32))
    const expected = createHmac('sha256', derived).update('LRW3E7EK7NC000001').digest('hex')
    expect(keyedHash(kek, 'vin', 'LRW3E7EK7NC000001')).toBe(expected)
  })

  test('differs with value, purpose and key', () => {
    const hashes = [
      keyedHash(kek, 'vin', 'LRW3E7EK7NC000001'),
      keyedHash(kek, 'vin', 'LRW3E7EK7NC000002'),
      keyedHash(kek, 'site', 'LRW3E7EK7NC000001'),
      keyedHash(other, 'vin', 'LRW3E7EK7NC000001'),
    ]
    expect(new Set(hashes).size).toBe(4)
  })

  test('shares no key with another use of the same purpose', () => {
    expect(subKey(kek, 'hash', 'page').equals(subKey(kek, 'link', 'page'))).toBe(false)
  })
})

describe('a signed link', () => {
  const expiresAt = new Date('2024-12-12T18:00:00Z')
  const before = new Date('2024-12-12T17:59:59Z')
  const link = { page: 'plan', subject: 'vehicle-1', expiresAt }

  test('opens its page for its subject until it expires', async () => {
    const token = await signLink(kek, link)
    expect(await verifyLink(kek, { page: 'plan', token, now: before })).toBe('vehicle-1')
    expect(await verifyLink(kek, { page: 'plan', token, now: expiresAt })).toBeUndefined()
  })

  test('is the same for the same page, subject and expiry', async () => {
    expect(await signLink(kek, link)).toBe(await signLink(kek, link))
  })

  test('opens no other page, and nothing under another key', async () => {
    const token = await signLink(kek, link)
    expect(await verifyLink(kek, { page: 'consent', token, now: before })).toBeUndefined()
    expect(await verifyLink(other, { page: 'plan', token, now: before })).toBeUndefined()
  })

  test('is worth nothing with any character exchanged', async () => {
    const token = await signLink(kek, link)
    for (let at = 0; at < token.length; at++) {
      // '.' breaks the form; another letter breaks the signature, except for spare bits of the very last one.
      const letter = token[at] === 'A' ? 'Q' : 'A'
      const altered = token.slice(0, at) + (at === token.length - 1 ? '.' : letter) + token.slice(at + 1)
      expect(await verifyLink(kek, { page: 'plan', token: altered, now: before })).toBeUndefined()
    }
  })

  test.each([
    ['without signature', { alg: 'none', typ: 'ladeplan-link+jwt' }],
    ['of another type', { alg: 'HS256', typ: 'JWT' }],
    ['with another algorithm', { alg: 'HS512', typ: 'ladeplan-link+jwt' }],
  ])('is refused %s', async (_, header) => {
    const token = await forged(header, { sub: 'vehicle-1', aud: 'plan', exp: expiresAt.getTime() / 1000 })
    expect(await verifyLink(kek, { page: 'plan', token, now: before })).toBeUndefined()
  })

  test.each([
    ['expiry', { sub: 'vehicle-1', aud: 'plan' }],
    ['subject', { aud: 'plan', exp: expiresAt.getTime() / 1000 }],
    ['page', { sub: 'vehicle-1', exp: expiresAt.getTime() / 1000 }],
  ])('is refused without %s', async (_, claims) => {
    const token = await forged({ alg: 'HS256', typ: 'ladeplan-link+jwt' }, claims)
    expect(await verifyLink(kek, { page: 'plan', token, now: before })).toBeUndefined()
  })

  test('is never confused by what a stranger sends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.base64String(), jwtLike()), async (token) => {
        expect(await verifyLink(kek, { page: 'plan', token, now: before })).toBeUndefined()
      }),
    )
  })
})

async function forged(
  header: { alg: string; typ: string },
  claims: Record<string, unknown>,
): Promise<string> {
  if (header.alg === 'none') {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    return `${part(header)}.${part(claims)}.`
  }
  const key = Buffer.concat([
    subKey(kek, 'link', 'page').export(),
    Buffer.alloc(header.alg === 'HS512' ? 32 : 0),
  ])
  return await new SignJWT(claims).setProtectedHeader(header).sign(key)
}

function jwtLike(): fc.Arbitrary<string> {
  const part = fc.json().map((json) => Buffer.from(json).toString('base64url'))
  return fc.tuple(part, part, part).map((parts) => parts.join('.'))
}
