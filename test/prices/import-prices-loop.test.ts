import { addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import { wantPrices } from '../../src/prices/price-store.ts'
import { importPrices } from '../../src/prices/import-prices.ts'
import { PriceSourceError, type PriceSource } from '../../src/prices/port.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { wholeDay } from './support/documents.ts'
import { importScene } from './support/import-scene.ts'

const MORNING = new Date('2024-12-12T07:00:00Z')
/** 12:44 and 12:45 in Oslo. */
const TOO_EARLY = new Date('2024-12-12T11:44:00Z')
const FIRST_TRY = new Date('2024-12-12T11:45:00Z')
const TOMORROW = new Date('2024-12-12T23:00:00Z')
const DAY_AFTER = new Date('2024-12-13T23:00:00Z')

describeOnEveryEngine('importing prices', (database) => {
  const scene = (start: Date) => importScene(database, start, { only: 'first' })

  it('fetches today in the morning, and does not ask for tomorrow', async () => {
    const { first, run, want, horizon } = scene(MORNING)
    await want()
    expect(await run()).toBe(1)
    expect(first.asked).toEqual(['NO2 2024-12-12'])
    expect(await horizon()).toEqual(TOMORROW)
    expect(await run()).toBe(0)
  })

  it('comes back for tomorrow within ten minutes after 12:45, local time', async () => {
    const { first, clock, run, want, due, horizon } = scene(MORNING)
    await want()
    await run()
    const next = await due()
    expect(next.getTime()).toBeGreaterThanOrEqual(FIRST_TRY.getTime())
    expect(next.getTime()).toBeLessThanOrEqual(addMinutes(FIRST_TRY, 10).getTime())
    clock.stepTo(next)
    await run()
    expect(first.asked.slice(1)).toEqual(['NO2 2024-12-13'])
    expect(await horizon()).toEqual(DAY_AFTER)
  })

  it('comes at 12:45 in summer, too, which is an hour earlier by UTC', async () => {
    const { run, want, due } = scene(new Date('2025-07-01T07:00:00Z'))
    await want()
    await run()
    expect((await due()).toISOString()).toMatch(/^2025-07-01T10:[45]/)
  })

  it.each([
    [TOO_EARLY, 1],
    [FIRST_TRY, 2],
  ])('knows by the minute whether tomorrow is worth asking for: %o', async (now, requests) => {
    const { first, run, want } = scene(now)
    await want()
    await run()
    expect(first.asked).toHaveLength(requests)
  })

  it('asks for a late day every 5 to 10 minutes to 15:00, then every half hour to 23:00, then in the morning', async () => {
    const { first, clock, run, want, wait, due, horizon } = scene(FIRST_TRY)
    first.answer = (day) => (day === '2024-12-13' ? 'not-published' : wholeDay(day))
    await want()
    const waits: { readonly time: string; readonly minutes: number }[] = []
    while (clock.now() < new Date('2024-12-12T22:00:00Z')) {
      await run()
      waits.push({ time: clock.now().toISOString().slice(11, 16), minutes: await wait() })
      clock.stepTo(await due())
    }
    const eager = waits.filter(({ time }) => time < '14:00').map(({ minutes }) => minutes)
    const slow = waits.filter(({ time }) => time >= '14:00').map(({ minutes }) => minutes)
    expect(eager.length).toBeGreaterThan(10)
    expect(eager.every((minutes) => minutes >= 5 && minutes <= 10)).toBe(true)
    expect(new Set(eager).size).toBe(eager.length)
    expect(slow.length).toBeGreaterThan(12)
    // But for the one that ends at 18:00, when complete days are asked again.
    expect(slow.filter((minutes) => minutes < 30)).toHaveLength(1)
    expect(slow.every((minutes) => minutes <= 35)).toBe(true)
    await run()
    expect((await due()).toISOString()).toMatch(/^2024-12-13T05:0/)
    expect(first.asked.filter((each) => each === 'NO2 2024-12-12')).toHaveLength(2)
    expect(await horizon()).toEqual(TOMORROW)
    // Positive control: once it is there it is taken, and nobody asks again.
    first.answer = (day) => wholeDay(day)
    clock.stepTo(await due())
    await run()
    expect(await horizon()).toEqual(DAY_AFTER)
    expect((await due()).toISOString()).toMatch(/^2024-12-13T11:[45]/)
  })

  it('asks for a day that has begun without prices at short intervals first, then at long ones', async () => {
    const { first, clock, run, want, wait, due } = scene(MORNING)
    first.answer = () =>
      new PriceSourceError({ code: 'price-source-unreachable', message: 'x', temporary: true })
    await want()
    const waits: number[] = []
    for (let round = 0; round < 8; round++) {
      await run()
      waits.push(await wait())
      clock.stepTo(await due())
    }
    expect(waits.slice(0, 5).every((minutes) => minutes >= 5 && minutes <= 10)).toBe(true)
    expect(waits.slice(5).every((minutes) => minutes >= 30 && minutes <= 35)).toBe(true)
  })

  it('takes in nothing of a document that cannot be right, tells what was wrong, and asks again', async () => {
    const { first, clock, run, want, due, horizon, logged, metrics } = scene(MORNING)
    first.answer = (day) => ({ ...wholeDay(day), perKwh: Array<number>(25).fill(1) })
    await want()
    expect(await run()).toBe(1)
    expect(logged('prices-refused')).toMatchObject([
      {
        'log.level': 'warn',
        'ladeplan.source': 'first',
        'ladeplan.zone': 'NO2',
        'ladeplan.day': '2024-12-12',
        'ladeplan.ask_again_at': (await due()).toISOString(),
      },
    ])
    expect(logged('prices-refused')[0]?.['ladeplan.fault']).toMatch(/25 slots.*24 slots of 60 minutes/)
    expect(await metrics()).toContain('ladeplan_price_fetch_total{source="first",outcome="refused"} 1')
    expect(await horizon()).toBeUndefined()
    first.answer = (day) => wholeDay(day)
    clock.stepTo(await due())
    await run()
    expect(await horizon()).toEqual(TOMORROW)
  })

  it('refuses a document that is labelled as another day, zone or source', async () => {
    const { first, run, want, horizon, logged } = scene(MORNING)
    first.answer = () => wholeDay('2024-12-11')
    await want()
    await run()
    expect(logged('prices-refused')[0]?.['ladeplan.fault']).toContain('labelled NO2 2024-12-11 from first')
    expect(await horizon()).toBeUndefined()
  })

  it('asks again later after a refusal of a query that was valid', async () => {
    const { first, run, want, wait, logged } = scene(MORNING)
    first.answer = () =>
      new PriceSourceError({
        code: 'price-source-refused',
        message: 'answered 400',
        temporary: false,
        status: 400,
      })
    await want()
    await run()
    expect(logged('price-fetch-failed')[0]).toMatchObject({
      'error.code': 'price-source-refused',
      'ladeplan.error_status': 400,
      'ladeplan.fault': 'answered 400',
    })
    expect(await wait()).toBeLessThanOrEqual(10)
  })

  it('goes on with the other zones when one fails in a way nobody expected', async () => {
    const { first, deps, logged } = scene(MORNING)
    const broken: PriceSource = {
      ...first,
      fetchDay: (zone, day) =>
        zone === 'NO2' ? Promise.reject(new TypeError('oops')) : first.fetchDay(zone, day),
    }
    const run = () => importPrices({ ...deps, sources: [broken] })
    await wantPrices(database(), 'NO2', MORNING)
    await wantPrices(database(), 'NO4', MORNING)
    expect(await run()).toBe(2)
    expect(first.asked).toEqual(['NO4 2024-12-12'])
    expect(logged('something-failed')).toHaveLength(1)
    expect(await run()).toBe(0)
  })

  it('does not ask a source that is down for every zone of a round', async () => {
    const { first, run, logged } = scene(MORNING)
    first.answer = () => new PriceSourceError({ code: 'price-source-timeout', message: 'x', temporary: true })
    for (const zone of ['NO1', 'NO2', 'NO3', 'NO4'] as const) await wantPrices(database(), zone, MORNING)
    expect(await run()).toBe(4)
    expect(first.asked).toHaveLength(1)
    expect(logged('price-fetch-failed')).toHaveLength(1)
  })

  it('asks once for a zone, however many processes there are', async () => {
    const { first, run, want } = scene(MORNING)
    await want()
    await Promise.all([run(), run(), run(), run()])
    expect(first.asked).toEqual(['NO2 2024-12-12'])
  })

  it.each([
    ['2025-03-29T12:00:00Z', 23],
    ['2025-10-25T11:00:00Z', 25],
  ])('takes the day after %s for complete with %i hours', async (start, hours) => {
    const { first, run, want, known, wait } = scene(new Date(start))
    await want()
    await run()
    expect(await known()).toHaveLength(24 + hours)
    expect(await wait()).toBeGreaterThan(60)
    await want()
    await run()
    expect(first.asked).toHaveLength(2)
  })

  it('leaves a zone that no source knows alone until the next auction', async () => {
    const { deps, run, want, wait } = importScene(database, MORNING, { sources: [] })
    await want()
    expect(await run()).toBe(1)
    expect(await wait()).toBeGreaterThan(200)
    expect(deps.sources).toEqual([])
  })
})
