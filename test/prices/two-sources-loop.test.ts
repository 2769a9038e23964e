import { addHours, addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import { findCurve } from '../../src/prices/ladder.ts'
import { PriceSourceError } from '../../src/prices/port.ts'
import { findPriceDays, wantPrices } from '../../src/prices/price-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { wholeDay, without } from './support/documents.ts'
import { importScene } from './support/import-scene.ts'

const MORNING = new Date('2024-12-12T07:00:00Z')
const AFTERNOON = new Date('2024-12-12T12:30:00Z')
const TODAY = '2024-12-12'
const TOMORROW = '2024-12-13'

const DOWN = new PriceSourceError({
  code: 'price-source-unavailable',
  message: '503',
  temporary: true,
  status: 503,
})

describeOnEveryEngine('importing prices from two sources', (database) => {
  const scene = (start: Date, changes: Parameters<typeof importScene>[2] = {}) =>
    importScene(database, start, changes)
  const documents = async (day: string) => {
    const found = await findPriceDays(database(), 'NO2', { first: day, last: day })
    return found.map(({ source, revision, isComplete, quality }) => ({
      source,
      revision,
      isComplete,
      quality,
    }))
  }

  it('asks the second once, twenty minutes after the first has the day, and not again that morning', async () => {
    const { first, second, run, want, wait, playTo } = scene(MORNING)
    await want()
    await run()
    expect(second.asked).toEqual([])
    expect(await wait()).toBeGreaterThanOrEqual(20)
    await playTo(addHours(MORNING, 3))
    expect(first.asked).toEqual([`NO2 ${TODAY}`])
    expect(second.asked).toEqual([`NO2 ${TODAY}`])
  })

  it('says nothing when both say the same', async () => {
    const { want, run, playTo, logged } = scene(MORNING)
    await want()
    await run()
    await playTo(addHours(MORNING, 1))
    expect(await documents(TODAY)).toHaveLength(2)
    expect(logged('prices-differ')).toEqual([])
  })

  it('raises an event when they differ, keeps both, and plans with the first', async () => {
    const { second, want, run, playTo, logged, known, metrics } = scene(MORNING)
    second.answer = (day) =>
      wholeDay(day, {
        source: 'second',
        perKwh: (wholeDay(day).perKwh ?? []).map((one) => (one ?? 0) * 1.25),
      })
    await want()
    await run()
    const before = await known()
    await playTo(addHours(MORNING, 1))
    expect(logged('prices-differ')).toEqual([
      expect.objectContaining({
        'log.level': 'warn',
        'ladeplan.zone': 'NO2',
        'ladeplan.day': TODAY,
        'ladeplan.source': 'second',
        'ladeplan.other_source': 'first',
        'ladeplan.compared': 24,
        'ladeplan.differing': 24,
        'ladeplan.largest_at': '2024-12-12T22:00:00.000Z',
        'ladeplan.likely': 'vat',
        'ladeplan.independence': 'unknown',
      }),
    ])
    expect(await metrics()).toContain('ladeplan_price_differences_total{zone="NO2",likely="vat"} 1')
    expect(await documents(TODAY)).toHaveLength(2)
    expect(await known()).toEqual(before)
  })

  it('plans with the second while the first is down, and with the first once that has the day', async () => {
    const { first, second, want, run, playTo, known } = scene(AFTERNOON)
    first.answer = () => DOWN
    await want()
    await run()
    // Down is down: the first is not asked for the other day as well.
    expect(first.asked).toEqual([`NO2 ${TODAY}`])
    expect(second.asked).toEqual([`NO2 ${TODAY}`, `NO2 ${TOMORROW}`])
    expect(new Set((await known()).map(({ rung }) => rung))).toEqual(new Set(['second-source']))
    first.answer = (day) => wholeDay(day)
    await playTo(addHours(AFTERNOON, 2))
    expect(new Set((await known()).map(({ rung }) => rung))).toEqual(new Set(['final']))
    expect(first.asked.slice(1)).toEqual([`NO2 ${TODAY}`, `NO2 ${TOMORROW}`])
  })

  it('keeps a partial day, asks for it again, and fills it from the second meanwhile', async () => {
    const { first, second, want, run, wait, playTo, known, logged } = scene(MORNING)
    first.answer = (day) => without(wholeDay(day), 5, 6)
    second.answer = () => 'not-published'
    await want()
    await run()
    expect(logged('prices-imported')[0]).toMatchObject({ 'ladeplan.slots': 24, 'ladeplan.missing': 2 })
    expect(await known()).toHaveLength(22)
    expect(second.asked).toHaveLength(1)
    expect(await wait()).toBeLessThanOrEqual(10)
    second.answer = (day) => wholeDay(day, { source: 'second' })
    await playTo(addMinutes(MORNING, 11))
    expect(await known()).toHaveLength(24)
    first.answer = (day) => wholeDay(day)
    await playTo(addHours(MORNING, 1))
    expect(await documents(TODAY)).toEqual([
      { source: 'first', revision: 1, isComplete: false, quality: 'final' },
      { source: 'first', revision: 2, isComplete: true, quality: 'final' },
      { source: 'second', revision: 1, isComplete: true, quality: 'final' },
    ])
    expect(logged('prices-unchanged').length).toBeGreaterThanOrEqual(1)
  })

  it('uses a preliminary day, and asks on until it is final', async () => {
    const { first, want, run, playTo, known, due } = scene(MORNING, { only: 'first' })
    first.answer = (day) => wholeDay(day, { quality: 'preliminary' })
    await want()
    await run()
    expect((await known())[0]).toMatchObject({ rung: 'preliminary', quality: 'final' })
    await playTo(addHours(MORNING, 1))
    first.answer = (day) => wholeDay(day)
    await playTo(addHours(MORNING, 2))
    expect((await known())[0]?.rung).toBe('final')
    expect((await due()).getTime()).toBeGreaterThan(addHours(MORNING, 4).getTime())
  })

  it('leaves a source alone for as long as it asks, for every zone, and asks the other', async () => {
    const { first, second, want, run, playTo } = scene(MORNING)
    first.answer = () =>
      new PriceSourceError({
        code: 'price-source-rate-limited',
        message: '429',
        temporary: true,
        status: 429,
        retryAfterSeconds: 3600,
      })
    second.answer = () => 'not-published'
    await want()
    await run()
    await wantPrices(database(), 'NO4', addMinutes(MORNING, 3))
    await playTo(addMinutes(MORNING, 59))
    expect(first.asked).toHaveLength(1)
    expect(second.asked.length).toBeGreaterThan(4)
    // Positive control: the hour is over.
    await playTo(addMinutes(MORNING, 100))
    expect(first.asked.length).toBeGreaterThan(1)
  })

  it('asks nobody before the first of its sources may be asked again', async () => {
    const { first, want, run, wait } = scene(MORNING, { only: 'first' })
    first.answer = () =>
      new PriceSourceError({
        code: 'price-source-unavailable',
        message: '503',
        temporary: true,
        retryAfterSeconds: 2700,
      })
    await want()
    await run()
    expect(await wait()).toBeGreaterThanOrEqual(45)
    expect(await wait()).toBeLessThanOrEqual(46)
  })

  it('that are both down for two days cost no plan: the curve goes on with estimates', async () => {
    const { first, second, clock, want, run, playTo } = scene(AFTERNOON)
    await want()
    await run()
    first.answer = () => DOWN
    second.answer = () => DOWN
    const asked = first.asked.length
    for (let hours = 6; hours <= 48; hours += 6) {
      await playTo(addHours(AFTERNOON, hours))
      const now = clock.now()
      const curve = await findCurve(database(), 'NO2', { from: now, until: addHours(now, 30) }, now)
      expect(curve[0]?.start.getTime()).toBeLessThanOrEqual(now.getTime())
      expect(curve.at(-1)?.end).toEqual(addHours(now, 30))
      for (const [index, slot] of curve.slice(1).entries()) expect(slot.start).toEqual(curve[index]?.end)
      if (hours > 42) expect(curve.every(({ rung }) => rung === 'estimate')).toBe(true)
    }
    // Every half hour at most, but for the hours in which a day is expected.
    expect(first.asked.length - asked).toBeLessThan(110)
    // Positive control: with the sources back the curve is published again.
    first.answer = (day) => wholeDay(day)
    await playTo(addHours(AFTERNOON, 50))
    const now = clock.now()
    const curve = await findCurve(database(), 'NO2', { from: now, until: addHours(now, 2) }, now)
    expect(new Set(curve.map(({ rung }) => rung))).toEqual(new Set(['final']))
  })

  it('that have nothing at all leave an empty curve: the plan goes by time', async () => {
    const { first, second, want, run } = scene(AFTERNOON)
    first.answer = () => DOWN
    second.answer = () => 'not-published'
    await want()
    await run()
    const range = { from: AFTERNOON, until: addHours(AFTERNOON, 20) }
    expect(await findCurve(database(), 'NO2', range, AFTERNOON)).toEqual([])
  })

  it('keeps today when only tomorrow comes', async () => {
    const { first, want, run, known } = scene(AFTERNOON, { only: 'first' })
    await want()
    await run()
    first.answer = (day) => (day === TOMORROW ? wholeDay(day) : 'not-published')
    await want()
    await run()
    expect(await known()).toHaveLength(48)
  })

  it('tells age and reach of every feed, from what is stored', async () => {
    const { want, run, playTo, metrics } = scene(MORNING)
    await want()
    await run()
    await playTo(addHours(MORNING, 1))
    const text = await metrics()
    expect(text).toMatch(/ladeplan_price_feed_horizon_seconds\{zone="NO2",source="first"\} 5[5-6]\d{3}/)
    expect(text).toMatch(/ladeplan_price_feed_age_seconds\{zone="NO2",source="first"\} 1[2-5]\d{2}/)
    expect(text).toContain('ladeplan_price_feed_age_seconds{zone="NO2",source="second"} 0')
    expect(text).toContain('ladeplan_price_fetch_total{source="second",outcome="imported"} 1')
  })
})
