import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { saveRefusal } from '../../src/prices/import/refusal-store.ts'
import type { BiddingZone } from '../../src/prices/zones.ts'
import { api, problemIn } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()

const instant = z.iso.datetime()
const pageSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      zone: z.string(),
      day: z.iso.date(),
      source: z.string(),
      code: z.string(),
      found: z.string(),
      expected: z.string(),
      firstRefusedAt: instant,
      lastRefusedAt: instant,
      times: z.number(),
      askAgainAt: instant,
    }),
  ),
  next: z.string().nullable(),
})

async function refuse(zone: BiddingZone, day: string, source = 'entsoe'): Promise<void> {
  const refusal = { code: 'wrong-length', found: '23 slots', expected: '24 slots of 60 minutes' } as const
  const times = {
    refusedAt: new Date('2024-12-12T12:00:00Z'),
    askAgainAt: new Date('2024-12-12T12:07:00Z'),
  }
  await scene()
    .control.db.transaction()
    .execute((trx) => saveRefusal(trx, { zone, day, source, refusal, ...times }))
}

async function ask(query = '') {
  return pageSchema.parse((await api(scene().app, 'get', `/v1/prices/refusals${query}`).expect(200)).body)
}

describe('refused documents of prices', () => {
  test('are told with what was found and expected, and when the zone is asked again', async () => {
    expect(await ask()).toEqual({ items: [], next: null })
    await refuse('NO2', '2024-12-13')
    const { items, next } = await ask()
    expect(next).toBeNull()
    expect(items[0]).toMatchObject({
      ...{ zone: 'NO2', day: '2024-12-13', source: 'entsoe', code: 'wrong-length' },
      ...{ found: '23 slots', expected: '24 slots of 60 minutes', times: 1 },
      ...{ firstRefusedAt: '2024-12-12T12:00:00.000Z', askAgainAt: '2024-12-12T12:07:00.000Z' },
    })
  })

  test('are filtered by zone, day and source', async () => {
    await refuse('NO2', '2024-12-13')
    await refuse('NO4', '2024-12-13')
    await refuse('NO4', '2024-12-14', 'hvakosterstrommen')
    const days = async (query: string) => (await ask(query)).items.map(({ day }) => day)
    expect(await days('?zone=NO4')).toEqual(['2024-12-14', '2024-12-13'])
    expect(await days('?zone=NO4&source=entsoe')).toEqual(['2024-12-13'])
    expect(await days('?day=2024-12-14')).toEqual(['2024-12-14'])
  })

  test('come page by page, the newest first', async () => {
    for (const day of ['2024-12-11', '2024-12-12', '2024-12-13']) await refuse('NO2', day)
    const first = await ask('?limit=2')
    const second = await ask(`?limit=2&before=${first.next ?? ''}`)
    const days = [...first.items, ...second.items].map(({ day }) => day)
    expect(days).toEqual(['2024-12-13', '2024-12-12', '2024-12-11'])
    expect(second.next).toBeNull()
  })

  test('are for the holder of the key only', async () => {
    const answer = await request(scene().app).get('/v1/prices/refusals')
    expect(problemIn(answer)).toMatchObject({ status: 401 })
  })

  test.each([
    ['zone=NO9', 'zone is "NO9"'],
    ['day=today', 'day is "today"'],
    ['limit=0', 'expected a whole number from 1 to 200'],
    ['limit=201', 'expected a whole number from 1 to 200'],
    ['before=x', 'expected "next" of the page before'],
    ['source=A B', 'expected the name of a source'],
    ['code=all-zero', 'code'],
  ])('are refused for "%s", saying what would do', async (query, detail) => {
    const problem = problemIn(await api(scene().app, 'get', `/v1/prices/refusals?${query}`))
    expect(problem).toMatchObject({ status: 422 })
    expect(problem.detail).toContain(detail)
  })
})
