import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { appendEvent } from '../../src/events/outbox-store.ts'
import { api, problemIn } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()
const pageSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      position: z.string(),
      id: z.string(),
      vehicleId: z.string(),
      at: z.iso.datetime(),
      type: z.string(),
      data: z.record(z.string(), z.unknown()),
      text: z.strictObject({ nb: z.string(), en: z.string() }),
    }),
  ),
  next: z.string(),
})

async function tell(id: string, vehicleId = 'car'): Promise<void> {
  const since = new Date('2024-12-12T22:00:00Z')
  const at = new Date('2024-12-12T22:04:00Z')
  const data = { incidentId: 'incident-1', cause: 'no_effect', since } as const
  await scene()
    .control.db.transaction()
    .execute((trx) => appendEvent(trx, { id, vehicleId, at, type: 'charging.trouble', data }))
}

async function ask(query = '') {
  return pageSchema.parse((await api(scene().app, 'get', `/v1/events${query}`).expect(200)).body)
}

describe('events', () => {
  test('are told with their facts and the sentence a driver may be shown', async () => {
    await tell('event-1')
    const { items } = await ask()
    expect(items).toEqual([
      {
        ...{ id: 'event-1', vehicleId: 'car', at: '2024-12-12T22:04:00.000Z', type: 'charging.trouble' },
        data: { incidentId: 'incident-1', cause: 'no_effect', since: '2024-12-12T22:00:00.000Z' },
        position: items[0]?.position,
        text: {
          nb: 'Bilen tok imot beskjeden, men gjorde ingenting. Start eller stopp ladingen i bilen.',
          en: 'The car took the message and did nothing. Start or stop charging in the car.',
        },
      },
    ])
  })

  test('are read page by page: "next" goes on, also where there is nothing yet', async () => {
    for (const id of ['a', 'b', 'c']) await tell(id)
    const first = await ask('?limit=2')
    const second = await ask(`?limit=2&after=${first.next}`)
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(await ask(`?after=${second.next}`)).toEqual({ items: [], next: second.next })
    await tell('d')
    expect((await ask(`?after=${second.next}`)).items.map(({ id }) => id)).toEqual(['d'])
  })

  test('of one vehicle can be asked for', async () => {
    await tell('a')
    await tell('b', 'other')
    expect((await ask('?vehicleId=other')).items.map(({ id }) => id)).toEqual(['b'])
  })

  test('are for the holder of the key only', async () => {
    expect(problemIn(await request(scene().app).get('/v1/events'))).toMatchObject({ status: 401 })
  })

  test.each([
    ['after=x', 'expected "next" of the page before'],
    ['limit=0', 'expected a whole number from 1 to 200'],
    ['vehicleId=a%20b', 'expected the id of a vehicle'],
    ['since=now', 'since'],
  ])('are refused for "%s", saying what would do', async (query, detail) => {
    const problem = problemIn(await api(scene().app, 'get', `/v1/events?${query}`))
    expect(problem).toMatchObject({ status: 422 })
    expect(problem.detail).toContain(detail)
  })
})
