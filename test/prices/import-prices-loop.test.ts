import { addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../../src/base/local-time.ts'
import { seededRandomness } from '../../src/base/random.ts'
import { perKwh } from '../../src/base/units.ts'
import { nextDueTimes } from '../../src/database/claim-due.ts'
import { createObservability } from '../../src/observability/observability.ts'
import { importPrices, type ImportDependencies } from '../../src/prices/import-prices.ts'
import { PriceSourceError, type PriceDocument } from '../../src/prices/port.ts'
import { findPrices, wantPrices } from '../../src/prices/price-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const MORNING = new Date('2024-12-12T07:00:00Z')
/** 12:54 and 12:55 in Oslo. */
const TOO_EARLY = new Date('2024-12-12T11:54:00Z')
const FIRST_TRY = new Date('2024-12-12T11:55:00Z')
const TOMORROW = new Date('2024-12-12T23:00:00Z')
const DAY_AFTER = new Date('2024-12-13T23:00:00Z')
type Answer = PriceDocument | 'not-published' | Error

describeOnEveryEngine('importing prices', (database) => {
  const scene = (start: Date, answer: (day: string) => Answer = wholeDay) => {
    const clock = new SteppedClock(start)
    const asked: string[] = []
    const log: string[] = []
    const destination = { write: (line: string) => void log.push(line) }
    const deps: ImportDependencies = {
      db: database(),
      clock,
      randomness: seededRandomness('prices'),
      events: createObservability({ level: 'trace', destination, version: 'test' }).events,
      source: {
        name: 'test',
        fetchDay: (zone, day) => {
          asked.push(`${zone} ${day}`)
          const given = answer(day)
          return given instanceof Error ? Promise.reject(given) : Promise.resolve(given)
        },
      },
    }
    return { clock, deps, asked, log, run: () => importPrices(deps) }
  }
  /** The end of what is stored. */
  const horizon = async () =>
    (await findPrices(database(), 'NO2', { from: new Date(0), until: DAY_AFTER })).at(-1)?.end
  const want = (now: Date) => wantPrices(database(), 'NO2', now)

  it('fetches today in the morning, and does not ask for tomorrow', async () => {
    const { asked, run } = scene(MORNING)
    await want(MORNING)
    expect(await run()).toBe(1)
    expect(asked).toEqual(['NO2 2024-12-12'])
    expect(await horizon()).toEqual(TOMORROW)
    expect(await run()).toBe(0)
  })

  it('comes back for tomorrow within ten minutes after 12:55, local time', async () => {
    const { asked, clock, run } = scene(MORNING)
    await want(MORNING)
    await run()
    const due = (await nextDueTimes(database())).price_due
    expect(due?.getTime()).toBeGreaterThanOrEqual(FIRST_TRY.getTime())
    expect(due?.getTime()).toBeLessThanOrEqual(addMinutes(FIRST_TRY, 10).getTime())
    clock.stepTo(due ?? FIRST_TRY)
    await run()
    expect(asked.slice(1)).toEqual(['NO2 2024-12-13'])
    expect(await horizon()).toEqual(DAY_AFTER)
  })

  it.each([
    [TOO_EARLY, 1],
    [FIRST_TRY, 2],
  ])('knows by the minute whether tomorrow is worth asking for: %o', async (now, requests) => {
    const { asked, run } = scene(now)
    await want(now)
    await run()
    expect(asked).toHaveLength(requests)
  })

  it('asks again in five to ten minutes while tomorrow is late, and not again for what it has', async () => {
    const published = addMinutes(FIRST_TRY, 60)
    const { asked, clock, run } = scene(FIRST_TRY, (day) =>
      day === '2024-12-13' && clock.now() < published ? 'not-published' : wholeDay(day),
    )
    await want(FIRST_TRY)
    const waits: number[] = []
    while ((await horizon())?.getTime() !== DAY_AFTER.getTime()) {
      await run()
      const due = (await nextDueTimes(database())).price_due ?? FIRST_TRY
      waits.push((due.getTime() - clock.now().getTime()) / 60_000)
      clock.stepTo(due)
    }
    const tries = waits.slice(0, -1)
    expect(tries.length).toBeGreaterThanOrEqual(6)
    expect(tries.every((minutes) => minutes >= 5 && minutes <= 10)).toBe(true)
    expect(new Set(tries).size).toBe(tries.length)
    expect(asked.filter((each) => each === 'NO2 2024-12-12')).toHaveLength(1)
  })

  it('logs a fault of the source, stores nothing and tries again', async () => {
    const fault = new PriceSourceError({ code: 'prices-not-credible', message: '25 slots', temporary: false })
    let works = false
    const { clock, log, run } = scene(MORNING, (day) => (works ? wholeDay(day) : fault))
    await want(MORNING)
    expect(await run()).toBe(1)
    expect(log.join('')).toContain('price-fetch-failed')
    expect(log.join('')).toContain('prices-not-credible')
    expect(await horizon()).toBeUndefined()
    const due = (await nextDueTimes(database())).price_due ?? MORNING
    expect(due.getTime() - MORNING.getTime()).toBeLessThanOrEqual(10 * 60_000)
    works = true
    clock.stepTo(due)
    await run()
    expect(await horizon()).toEqual(TOMORROW)
  })

  it('goes on with the other zones when one fails in a way nobody expected', async () => {
    const { deps, asked, log, run } = scene(MORNING)
    const source: ImportDependencies['source'] = {
      name: 'test',
      fetchDay: (zone, day) =>
        zone === 'NO2' ? Promise.reject(new TypeError('oops')) : deps.source.fetchDay(zone, day),
    }
    await want(MORNING)
    await wantPrices(database(), 'NO4', MORNING)
    expect(await importPrices({ ...deps, source })).toBe(2)
    expect(asked).toEqual(['NO4 2024-12-12'])
    expect(log.join('')).toContain('something-failed')
    expect(await run()).toBe(0)
  })

  it('asks once for a zone, however many processes there are', async () => {
    const { asked, run } = scene(MORNING)
    await want(MORNING)
    await Promise.all([run(), run(), run(), run()])
    expect(asked).toEqual(['NO2 2024-12-12'])
  })

  it.each([
    ['2025-03-29T12:00:00Z', 23],
    ['2025-10-25T11:00:00Z', 25],
  ])('takes the day after %s for complete with %i hours', async (start, hours) => {
    const { asked, clock, run } = scene(new Date(start))
    await want(clock.now())
    await run()
    const stored = await database().selectFrom('price_slot').select('starts_at').execute()
    expect(stored).toHaveLength(24 + hours)
    await want(clock.now())
    await run()
    expect(asked).toHaveLength(2)
  })
})

/** A delivery day with all its hours. */
function wholeDay(day: string): PriceDocument {
  const from = startOfLocalDay(day, MARKET_TIME_ZONE)
  const hours = (nextLocalDay(from, MARKET_TIME_ZONE).getTime() - from.getTime()) / 3_600_000
  const slots = Array.from({ length: hours }, (_, hour) => ({
    start: addMinutes(from, hour * 60),
    end: addMinutes(from, hour * 60 + 60),
    perKwh: perKwh(1 + hour / 100),
    quality: 'final' as const,
  }))
  return { source: 'test', zone: 'NO2', day, resolutionMinutes: 60, slots }
}
