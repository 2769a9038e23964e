import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { sql } from 'kysely'
import { open, seal, SealError } from '../../src/keys/envelope.ts'
import { keyEncryptionKey, type KeyEncryptionKey } from '../../src/keys/key-encryption-key.ts'
import { findDriverKey, obtainDriverKey, shredDriverKey } from '../../src/keys/key-store.ts'
import { keyedHash } from '../../src/keys/keyed-hash.ts'
import { openKeys, WrongKeyError } from '../../src/keys/open-keys.ts'
import { createKeyChange, rewrapKeys } from '../../src/keys/rewrap-keys.ts'
import { signLink, verifyLink } from '../../src/keys/signed-link.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const NOW = new Date('2024-12-12T18:00:00Z')
const OLD = keyEncryptionKey(Buffer.alloc(32, 1))
const NEW = keyEncryptionKey(Buffer.alloc(32, 2))
const CHANGING: KeyEncryptionKey = { ...NEW, second: OLD }
const PLACE = { table: 'token', row: 'a', field: 'access' }
const THOROUGH = process.env['LADEPLAN_THOROUGH'] === '1'
const DRIVERS = THOROUGH ? 20_000 : 1_000

describeOnEveryEngine('the key-encryption key', (database) => {
  it('OA16: that did not wrap what is in the database refuses to start, and changes nothing', async () => {
    await openKeys(database(), OLD)
    await obtain(database(), OLD, 'kari')
    const before = await fingerprint(database())
    const attempt = openKeys(database(), NEW)
    await expect(attempt).rejects.toThrow(WrongKeyError)
    const message = await attempt.then(String, String)
    for (const kek of [OLD, NEW]) {
      for (const form of ['hex', 'base64', 'base64url'] as const) {
        expect(message).not.toContain(kek.key.export().toString(form))
      }
    }
    expect(await fingerprint(database())).toBe(before)
    // The control: the key that did wrap it starts.
    expect((await openKeys(database(), OLD)).id).toBe(OLD.id)
  })

  it('can be changed while the service runs: everything opens before, during and after', async () => {
    const old = await openKeys(database(), OLD)
    const sealed = seal(await obtain(database(), old, 'kari'), 'token', PLACE)
    const changing = await openKeys(database(), CHANGING)
    expect(open(await findDriverKey(database(), changing, 'kari'), sealed, PLACE)).toBe('token')
    expect((await rewrapKeys(database(), changing)).rewrapped).toBe(1)
    expect(open(await findDriverKey(database(), changing, 'kari'), sealed, PLACE)).toBe('token')
    expect((await rewrapKeys(database(), changing)).rewrapped).toBe(0)
    const after = await openKeys(database(), NEW)
    expect(open(await findDriverKey(database(), after, 'kari'), sealed, PLACE)).toBe('token')
    await expect(openKeys(database(), OLD)).rejects.toThrow(WrongKeyError)
  })

  it('wraps all other keys anew where one is damaged, tells of that one once, and is not needed once it is replaced', async () => {
    const old = await openKeys(database(), OLD)
    for (const driverId of ['kari', 'ola', 'liv']) await obtain(database(), old, driverId)
    const sealed = seal(await findDriverKey(database(), old, 'ola'), 'token', PLACE)
    await sql`update driver_key set wrapped_key = set_byte(wrapped_key, 30, 255 - get_byte(wrapped_key, 30))
      where driver_id = 'kari'`.execute(database())
    const changing = await openKeys(database(), CHANGING)
    const told: unknown[] = []
    const events = { driverKeysDamaged: (facts: unknown) => void told.push(facts) }
    const changeKeys = createKeyChange({ db: database(), kek: changing, events })
    expect([await changeKeys(), await changeKeys(), await changeKeys()]).toEqual([2, 0, 0])
    expect(told).toEqual([{ keys: 1, kekId: OLD.id }])
    expect(open(await findDriverKey(database(), changing, 'ola'), sealed, PLACE)).toBe('token')
    await expect(findDriverKey(database(), changing, 'kari')).rejects.toThrow(SealError)
    await expect(openKeys(database(), NEW)).rejects.toThrow(WrongKeyError)
    const replaced = seal(await obtain(database(), changing, 'kari'), 'anew', PLACE)
    const after = await openKeys(database(), NEW)
    expect(open(await findDriverKey(database(), after, 'kari'), replaced, PLACE)).toBe('anew')
  })

  it('does not replace a driver’s key that is wrapped under a key that was not given', async () => {
    const old = await openKeys(database(), OLD)
    const sealed = seal(await obtain(database(), old, 'kari'), 'token', PLACE)
    await expect(obtain(database(), NEW, 'kari')).rejects.toThrow(SealError)
    expect(open(await findDriverKey(database(), old, 'kari'), sealed, PLACE)).toBe('token')
  })

  it('is read in both directions while processes with either are running', async () => {
    const waiting = await openKeys(database(), { ...OLD, second: NEW })
    const changing = await openKeys(database(), CHANGING)
    const sealed = seal(await obtain(database(), changing, 'kari'), 'token', PLACE)
    expect(open(await findDriverKey(database(), waiting, 'kari'), sealed, PLACE)).toBe('token')
  })

  it('leaves the hashes by which cars and sites are recognised as they are', async () => {
    const before = await openKeys(database(), OLD)
    const during = await openKeys(database(), CHANGING)
    const after = await openKeys(database(), NEW)
    const hash = keyedHash(OLD, 'vin', '5YJ3E1EA0TEST0001')
    for (const kek of [before, during, after]) {
      expect(keyedHash(kek, 'vin', '5YJ3E1EA0TEST0001')).toBe(hash)
      expect(keyedHash(kek, 'site', '5YJ3E1EA0TEST0001')).not.toBe(hash)
    }
    // The control: without the database the new key gives another hash.
    expect(keyedHash(NEW, 'vin', '5YJ3E1EA0TEST0001')).not.toBe(hash)
  })

  it('that is being changed still opens links that were signed before', async () => {
    const link = { page: 'plan', subject: 'car', expiresAt: new Date('2024-12-13T18:00:00Z') }
    const token = await signLink(OLD, link)
    expect(await verifyLink(CHANGING, { page: 'plan', token, now: NOW })).toBe('car')
    expect(await verifyLink(NEW, { page: 'plan', token, now: NOW })).toBeUndefined()
  })

  it('leaves a key shredded that was shredded while it was being wrapped anew', async () => {
    const changing = await openKeys(database(), { ...OLD, second: NEW })
    await obtain(database(), changing, 'kari')
    await openKeys(database(), CHANGING)
    await database()
      .transaction()
      .execute((trx) => shredDriverKey(trx, 'kari', NOW))
    expect(await rewrapKeys(database(), CHANGING)).toEqual({ rewrapped: 0, damaged: 0 })
    await expect(findDriverKey(database(), CHANGING, 'kari')).rejects.toThrow('consent was withdrawn')
  })

  it('refuses, when the old one is taken away too early, by naming what is still wrapped under which', async () => {
    await openKeys(database(), OLD)
    for (const driverId of ['kari', 'ola']) await obtain(database(), OLD, driverId)
    await openKeys(database(), CHANGING)
    const message = await openKeys(database(), NEW).then(String, String)
    // The keys of hashes were wrapped anew at the start with both.
    expect(message).toContain(
      `2 keys of drivers and 0 of hashes are wrapped under key-encryption key ${OLD.id}`,
    )
    expect(message).toContain(`given is ${NEW.id}`)
    while ((await rewrapKeys(database(), CHANGING)).rewrapped > 0);
    expect((await openKeys(database(), NEW)).id).toBe(NEW.id)
  })

  it(`OA15: of ${String(DRIVERS)} keys none fails to open while they are wrapped anew by two processes`, async () => {
    const old = await openKeys(database(), OLD)
    const sealed = new Map<string, Buffer>()
    for (let n = 0; n < DRIVERS; n++) {
      const driverId = `driver-${String(n)}`
      sealed.set(driverId, seal(await obtain(database(), old, driverId), driverId, PLACE))
    }
    const changing = await openKeys(database(), CHANGING)
    const state = { working: true, opened: 0 }
    const reading = readAll(database(), changing, sealed, state)
    await Promise.all([rewrapAll(database(), changing), rewrapAll(database(), changing)])
    state.working = false
    await reading
    expect(state.opened).toBeGreaterThan(0)
    // The old key can be removed.
    const after = await openKeys(database(), NEW)
    for (const [driverId, bytes] of [...sealed].slice(0, 100)) {
      expect(open(await findDriverKey(database(), after, driverId), bytes, PLACE)).toBe(driverId)
    }
  }, 600_000)
})

function obtain(db: Database, kek: KeyEncryptionKey, driverId: string) {
  return db.transaction().execute((trx) => obtainDriverKey(trx, { kek, driverId, now: NOW }))
}

async function rewrapAll(db: Database, kek: KeyEncryptionKey): Promise<void> {
  while ((await rewrapKeys(db, kek)).rewrapped > 0);
}

/** Opens one driver's token after the other for as long as the keys are being changed. */
async function readAll(
  db: Database,
  kek: KeyEncryptionKey,
  sealed: ReadonlyMap<string, Buffer>,
  state: { working: boolean; opened: number },
): Promise<void> {
  for (const [driverId, bytes] of sealed) {
    if (!state.working) return
    expect(open(await findDriverKey(db, kek, driverId), bytes, PLACE)).toBe(driverId)
    state.opened += 1
  }
}

async function fingerprint(db: Database): Promise<string> {
  const rows = [
    await db.selectFrom('driver_key').selectAll().orderBy('driver_id').execute(),
    await db.selectFrom('hash_key').selectAll().orderBy('purpose').execute(),
  ]
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
}
