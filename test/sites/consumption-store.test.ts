import { expect, it } from 'vitest'
import type { ConsumptionReading } from '../../src/sites/consumption.ts'
import {
  findPeaks,
  findProfile,
  findReadings,
  forgetReadings,
  saveReadings,
} from '../../src/sites/consumption-store.ts'
import { requireSite } from '../../src/sites/place-errors.ts'
import { resolveSite } from '../../src/sites/resolve-site.ts'
import { settleConsumption } from '../../src/sites/settle-consumption.ts'
import { saveSite } from '../../src/sites/site-store.ts'
import type { Database } from '../../src/database/database.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const SITE = requireSite(resolveSite({}, { postalCode: '4613', country: 'NO' }))
const instant = (text: string): Date => new Date(text)
const hour = (start: string, importKwh: number): ConsumptionReading => ({
  kind: 'energy',
  start: instant(start),
  end: new Date(instant(start).getTime() + 3_600_000),
  importKwh,
})
const NO_CAR = () => Promise.resolve(new Map<number, number>())

async function take(db: Database, now: string, ...readings: ConsumptionReading[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await saveReadings(trx, 'home', readings)
    await settleConsumption(trx, { siteId: 'home', site: SITE, now: instant(now) }, NO_CAR)
  })
}

describeOnEveryEngine('consumption', (database) => {
  const home = () => saveSite(database(), 'home', SITE)

  it('comes back in order of time, each reading once, at its newest value', async () => {
    await home()
    const power: ConsumptionReading = { kind: 'power', at: instant('2024-12-12T12:00:00Z'), importKw: 2.5 }
    await take(database(), '2024-12-12T13:00:00Z', hour('2024-12-12T12:00:00Z', 3), power)
    await take(database(), '2024-12-12T13:00:00Z', power, hour('2024-12-12T12:00:00Z', 4))
    expect(await findReadings(database(), 'home')).toEqual([power, hour('2024-12-12T12:00:00Z', 4)])
  })

  it('leaves the highest days and the profile when readings are gone', async () => {
    await home()
    await take(
      database(),
      '2024-12-12T15:00:00Z',
      hour('2024-12-12T12:00:00Z', 3),
      hour('2024-12-12T13:00:00Z', 5),
    )
    await forgetReadings(database(), instant('2024-12-12T14:00:00Z'))
    expect(await findReadings(database(), 'home')).toEqual([])
    expect(await findPeaks(database(), 'home', '2024-12')).toEqual([{ day: '2024-12-12', peakKw: 5 }])
    expect(await findPeaks(database(), 'home', '2024-11')).toEqual([])
    const profile = await findProfile(database(), 'home')
    expect(profile?.[13]).toEqual({ meanKw: 3, spreadKw: 1.5 })
    expect(profile?.[14]).toEqual({ meanKw: 5, spreadKw: 2.5 })
    expect(profile?.filter((load) => load !== null)).toHaveLength(2)
  })

  it('teaches the profile once, however often it is settled', async () => {
    await home()
    const noon = hour('2024-12-12T12:00:00Z', 3)
    for (const now of ['14:00', '14:01', '15:00']) await take(database(), `2024-12-12T${now}:00Z`, noon)
    await take(database(), '2024-12-13T14:00:00Z', hour('2024-12-13T12:00:00Z', 13))
    await take(database(), '2024-12-13T14:05:00Z', hour('2024-12-13T12:00:00Z', 13))
    expect((await findProfile(database(), 'home'))?.[13]?.meanKw).toBeCloseTo(4)
  })

  it('takes half of the mean for the spread of what was learnt before spreads were', async () => {
    await home()
    await take(database(), '2024-12-12T14:00:00Z', hour('2024-12-12T12:00:00Z', 3))
    await database().updateTable('site_profile').set({ mean_kw: 4, spread_kw: null }).execute()
    expect((await findProfile(database(), 'home'))?.[13]).toEqual({ meanKw: 4, spreadKw: 2 })
  })

  it('waits an hour before it learns, and counts no hour that is not over', async () => {
    await home()
    await take(database(), '2024-12-12T12:59:00Z', hour('2024-12-12T12:00:00Z', 3))
    expect(await findPeaks(database(), 'home')).toEqual([])
    await take(database(), '2024-12-12T13:00:00Z')
    expect(await findPeaks(database(), 'home')).toHaveLength(1)
    expect(await findProfile(database(), 'home')).toBeNull()
    await take(database(), '2024-12-12T14:00:00Z')
    expect(await findProfile(database(), 'home')).not.toBeNull()
  })

  it('keeps three days of a month, and the month before, and no older one', async () => {
    await home()
    const days = ['2024-10-31', '2024-11-05', '2024-11-06', '2024-11-07', '2024-11-08', '2024-12-01']
    for (const [index, day] of days.entries())
      await take(database(), `${day}T14:00:00Z`, hour(`${day}T12:00:00Z`, index + 1))
    expect((await findPeaks(database(), 'home')).map(({ day }) => day)).toEqual([
      '2024-11-06',
      '2024-11-07',
      '2024-11-08',
      '2024-12-01',
    ])
    await take(database(), '2025-01-02T14:00:00Z', hour('2025-01-02T12:00:00Z', 1))
    expect((await findPeaks(database(), 'home')).map(({ day }) => day)).toEqual(['2024-12-01', '2025-01-02'])
  })

  it.each([
    ['less than nothing', hour('2024-12-12T12:00:00Z', -1)],
    ['energy of an instant', { ...hour('2024-12-12T12:00:00Z', 1), end: instant('2024-12-12T12:00:00Z') }],
  ])('is refused by the database if it is %s', async (_, reading) => {
    await home()
    await expect(
      database()
        .transaction()
        .execute((trx) => saveReadings(trx, 'home', [reading])),
    ).rejects.toThrow('check constraint')
  })
})
