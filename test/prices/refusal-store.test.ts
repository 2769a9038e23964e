import { addDays, addHours } from 'date-fns'
import { expect, it } from 'vitest'
import {
  findRefusals,
  forgetRefusals,
  type RefusalFilter,
  type RefusedDocument,
  saveRefusal,
} from '../../src/prices/import/refusal-store.ts'
import { REFUSALS_DAYS } from '../../src/prices/import-prices.ts'
import { REFUSAL_CODES } from '../../src/prices/refusal.ts'
import { wantPrices } from '../../src/prices/price-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { wholeDay } from './support/documents.ts'
import { importScene } from './support/import-scene.ts'

const MORNING = new Date('2024-12-12T07:00:00Z')
const DAY = '2024-12-12'

function refused(changes: Partial<RefusedDocument> = {}): RefusedDocument {
  const refusal = { code: 'wrong-length', found: '23 slots', expected: '24 slots of 60 minutes' } as const
  const times = { refusedAt: MORNING, askAgainAt: addHours(MORNING, 1) }
  return { zone: 'NO2', day: DAY, source: 'first', refusal, ...times, ...changes }
}

describeOnEveryEngine('refused documents', (database) => {
  const save = (...all: readonly RefusedDocument[]) =>
    database()
      .transaction()
      .execute(async (trx) => {
        for (const one of all) await saveRefusal(trx, one)
      })
  const find = (filter: RefusalFilter = {}, limit = 50) => findRefusals(database(), filter, limit)

  it('are kept with what was found and expected, and when the zone is asked about again', async () => {
    await save(refused())
    expect(await find()).toEqual([
      expect.objectContaining({
        ...{ zone: 'NO2', day: DAY, source: 'first', times: 1 },
        ...{ code: 'wrong-length', found: '23 slots', expected: '24 slots of 60 minutes' },
        ...{ firstRefusedAt: MORNING, lastRefusedAt: MORNING, askAgainAt: addHours(MORNING, 1) },
      }),
    ])
  })

  it('count up when the same comes again, and get a row of their own when something else is wrong', async () => {
    const again = addHours(MORNING, 2)
    const other = { code: 'all-zero', found: 'every slot', expected: 'a price' } as const
    await save(
      refused(),
      refused({ refusedAt: again, askAgainAt: addHours(again, 1) }),
      refused({ refusal: other }),
    )
    const known = await find()
    expect(known.map(({ code, times }) => [code, times])).toEqual([
      ['all-zero', 1],
      ['wrong-length', 2],
    ])
    expect(known[1]).toMatchObject({
      ...{ firstRefusedAt: MORNING, lastRefusedAt: again, askAgainAt: addHours(again, 1) },
    })
  })

  it('may have any code, and no sentence that is longer than a sentence', async () => {
    for (const code of REFUSAL_CODES)
      await save(refused({ refusal: { code, found: 'x'.repeat(900), expected: 'y'.repeat(900) } }))
    const known = await find()
    expect(known.map(({ code }) => code)).toEqual(REFUSAL_CODES.toReversed())
    expect(known[0]?.found).toHaveLength(500)
  })

  it.each<[string, RefusalFilter, number]>([
    ['zone', { zone: 'NO4' }, 1],
    ['day', { day: '2024-12-13' }, 1],
    ['source', { source: 'second' }, 1],
    ['all of them', { zone: 'NO2', day: DAY, source: 'first' }, 1],
    ['what there is none of', { zone: 'SE4' }, 0],
  ])('are found by %s', async (_, filter, count) => {
    await save(
      refused(),
      refused({ zone: 'NO4' }),
      refused({ day: '2024-12-13' }),
      refused({ source: 'second' }),
    )
    expect(await find(filter)).toHaveLength(count)
    expect(await find()).toHaveLength(4)
  })

  it('are read page by page, the newest first, none twice', async () => {
    for (const day of ['2024-12-10', '2024-12-11', '2024-12-12']) await save(refused({ day }))
    const first = await find({}, 2)
    const second = await find({ before: first.at(-1)?.id }, 2)
    expect([...first, ...second].map(({ day }) => day)).toEqual(['2024-12-12', '2024-12-11', '2024-12-10'])
  })

  it('are dropped once their day is long over', async () => {
    await save(refused({ day: '2024-09-01' }), refused())
    await database()
      .transaction()
      .execute((trx) => forgetRefusals(trx, '2024-09-02'))
    expect((await find()).map(({ day }) => day)).toEqual([DAY])
  })

  it('of an import are written down, told and counted, and nothing of them is imported', async () => {
    const { first, want, run, due, known, logged, metrics, clock } = importScene(database, MORNING, {
      only: 'first',
    })
    first.answer = (day) => wholeDay(day, { perKwh: Array<number>(24).fill(0) })
    await want()
    await run()
    expect(await known()).toEqual([])
    const [refusal] = await find()
    expect(refusal).toMatchObject({
      ...{ zone: 'NO2', day: DAY, source: 'first', code: 'all-zero' },
      found: 'every slot from 2024-12-11T23:00:00.000Z on is exactly 0 NOK/kWh',
      askAgainAt: await due(),
    })
    expect(logged('prices-refused')[0]).toMatchObject({ 'ladeplan.code': 'all-zero' })
    expect(await metrics()).toContain('ladeplan_price_refusals_total{source="first",code="all-zero"} 1')
    clock.stepTo(await due())
    await run()
    expect((await find()).map(({ times }) => times)).toEqual([2])
    // Positive control: a day that is right is no refusal, and the old one goes in time.
    first.answer = (day) => wholeDay(day)
    clock.stepTo(addDays(MORNING, REFUSALS_DAYS + 1))
    await wantPrices(database(), 'NO2', clock.now())
    await run()
    expect(await known()).toHaveLength(24)
    expect(await find()).toEqual([])
  })
})
