import { expect, it } from 'vitest'
import { open, seal, SealError } from '../../src/keys/envelope.ts'
import { keyEncryptionKey } from '../../src/keys/key-encryption-key.ts'
import { findDriverKey, NoDriverKeyError, obtainDriverKey, shredDriverKey } from '../../src/keys/key-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const NOW = new Date('2024-12-12T16:00:00Z')
const PLACE = { table: 'token', row: 'a', field: 'access' }
const kek = keyEncryptionKey(Buffer.alloc(32, 7))

describeOnEveryEngine('the keys of drivers', (database) => {
  const obtain = (driverId: string) =>
    database()
      .transaction()
      .execute((trx) => obtainDriverKey(trx, { kek, driverId, now: NOW }))
  const shred = (driverId: string) =>
    database()
      .transaction()
      .execute((trx) => shredDriverKey(trx, driverId, NOW))

  it('are made once for each driver and found again', async () => {
    const sealed = seal(await obtain('kari'), 'secret', PLACE)
    expect(open(await obtain('kari'), sealed, PLACE)).toBe('secret')
    expect(open(await findDriverKey(database(), kek, 'kari'), sealed, PLACE)).toBe('secret')
    const other = await obtain('ola')
    expect(() => open(other, sealed, PLACE)).toThrow(SealError)
  })

  it.each(['kari', 'ola', 'siri', 'jon'])(
    'are the same for everybody who asks for a new driver’s key at a time: %s',
    async (driverId) => {
      const keys = await Promise.all(Array.from({ length: 8 }, () => obtain(driverId)))
      const stored = await findDriverKey(database(), kek, driverId)
      for (const key of keys) expect(key.equals(stored)).toBe(true)
    },
  )

  it('are not in the clear in the database', async () => {
    const key = await obtain('kari')
    const [row] = await database().selectFrom('driver_key').selectAll().execute()
    const wrapped = Buffer.from(row?.wrapped_key ?? []).toString('hex')
    expect(wrapped.length).toBeGreaterThan(64)
    expect(wrapped).not.toContain(key.export().toString('hex'))
    expect(row?.kek_id).toBe(kek.id)
  })

  it('are gone for good once shredded, and what was sealed does not open under the next', async () => {
    const sealed = seal(await obtain('kari'), 'secret', PLACE)
    await shred('kari')
    await expect(findDriverKey(database(), kek, 'kari')).rejects.toThrow(NoDriverKeyError)
    const [row] = await database().selectFrom('driver_key').selectAll().execute()
    expect(row).toMatchObject({ wrapped_key: null, shredded_at: NOW })
    const next = await obtain('kari')
    expect(() => open(next, sealed, PLACE)).toThrow(SealError)
    expect((await findDriverKey(database(), kek, 'kari')).equals(next)).toBe(true)
  })

  it('leave other drivers’ keys alone when one is shredded', async () => {
    const ola = await obtain('ola')
    await obtain('kari')
    await shred('kari')
    expect((await findDriverKey(database(), kek, 'ola')).equals(ola)).toBe(true)
  })

  it('do not exist for a driver nobody knows', async () => {
    await expect(findDriverKey(database(), kek, 'nobody')).rejects.toThrow(NoDriverKeyError)
  })

  it('do not open under another key-encryption key, nor as another driver’s', async () => {
    await obtain('kari')
    const wrongKek = keyEncryptionKey(Buffer.alloc(32, 8))
    await expect(findDriverKey(database(), wrongKek, 'kari')).rejects.toThrow(SealError)
    const [row] = await database().selectFrom('driver_key').selectAll().execute()
    if (row === undefined) throw new Error('no key')
    await database()
      .insertInto('driver_key')
      .values({ ...row, driver_id: 'ola' })
      .execute()
    await expect(findDriverKey(database(), kek, 'ola')).rejects.toThrow(SealError)
  })
})
