import { addDays, subMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { Event } from '../../src/events/event.ts'
import { appendEvent, eventsAfter, forgetEvents } from '../../src/events/outbox-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const AT = new Date('2024-12-12T16:00:00Z')

function trouble(id: string, changes: Partial<Pick<Event, 'vehicleId' | 'at'>> = {}): Event {
  const data = { incidentId: 'incident-1', cause: 'no_answer', since: AT } as const
  return { id, vehicleId: 'car', at: AT, type: 'charging.trouble', data, ...changes }
}

describeOnEveryEngine('the outbox', (database, engine) => {
  const append = (event: Event) =>
    database()
      .transaction()
      .execute((trx) => appendEvent(trx, event))
  const idsAfter = async (after: number, limit = 100) =>
    (await eventsAfter(database(), { after }, limit)).map(({ id }) => id)

  it('gives events back as they were written, in order, page by page, to as many readers as ask', async () => {
    const ids = ['c', 'a', 'b', 'd', 'e']
    for (const id of ids) await append(trouble(id))
    const [first, second] = await eventsAfter(database(), { after: 0 }, 2)
    expect(first).toEqual({ ...trouble('c'), position: first?.position })
    expect(await idsAfter(second?.position ?? 0)).toEqual(['b', 'd', 'e'])
    expect(await idsAfter(0)).toEqual(ids)
    await append(trouble('f'))
    expect(await idsAfter(0)).toEqual([...ids, 'f'])
  })

  it('tells nothing of a transaction that failed', async () => {
    const failing = database()
      .transaction()
      .execute(async (trx) => {
        await appendEvent(trx, trouble('lost'))
        throw new Error('the decision did not hold')
      })
    await expect(failing).rejects.toThrow('did not hold')
    expect(await idsAfter(0)).toEqual([])
  })

  it('tells of one vehicle if asked to', async () => {
    await append(trouble('a'))
    await append(trouble('b', { vehicleId: 'other' }))
    const found = await eventsAfter(database(), { after: 0, vehicleId: 'other' }, 10)
    expect(found.map(({ id }) => id)).toEqual(['b'])
  })

  it('takes nothing that no schema names: neither free text nor a position', async () => {
    const schema = z.custom<Event>()
    for (const extra of [{ note: 'Kari' }, { latitude: 58.15 }]) {
      const planted = schema.parse({ ...trouble('a'), data: { ...trouble('a').data, ...extra } })
      await expect(append(planted)).rejects.toThrow(/[Uu]nrecognized/)
    }
    const sentence = schema.parse({ ...trouble('a'), data: { ...trouble('a').data, cause: 'at home' } })
    await expect(append(sentence)).rejects.toThrow()
    expect(await idsAfter(0)).toEqual([])
  })

  it('drops what is older than was promised', async () => {
    await append(trouble('old', { at: subMinutes(AT, 1) }))
    await append(trouble('new'))
    await forgetEvents(database(), AT)
    expect(await idsAfter(0)).toEqual(['new'])
    await forgetEvents(database(), addDays(AT, 1))
    await append(trouble('newer'))
    expect(await idsAfter(0)).toEqual(['newer'])
  })

  // The embedded engine has one session: two transactions cannot stand open there.
  it.runIf(engine === 'PostgreSQL')(
    'is missed by no reader: a transaction that began first and ends last comes after what was read',
    async () => {
      const slow = await database().startTransaction().execute()
      await appendEvent(slow, trouble('slow'))
      await append(trouble('quick'))
      const [read] = await eventsAfter(database(), { after: 0 }, 10)
      expect(read?.id).toBe('quick')
      await slow.commit().execute()
      expect(await idsAfter(read?.position ?? 0)).toEqual(['slow'])
    },
  )

  it('gives each event one position, whoever asks at the same time', async () => {
    for (let index = 0; index < 20; index += 1) await append(trouble(`event-${String(index)}`))
    const readers = await Promise.all(Array.from({ length: 5 }, () => idsAfter(0)))
    for (const reader of readers) expect(reader).toEqual(readers[0])
    expect(readers[0]).toHaveLength(20)
  })
})
