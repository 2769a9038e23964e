import { addDays, addHours, addMilliseconds } from 'date-fns'
import { describe, expect, it } from 'vitest'
import { localDay, nextLocalTime, startOfLocalDay } from '../../src/base/local-time.ts'
import { claimDue, makeDue } from '../../src/database/claim-due.ts'
import { describeOnEveryEngine } from '../support/database.ts'

/** One of each offset and kind of rule: with summer time in March, on other days, in the south, and without. */
const ZONES = [
  ...[
    'Europe/Oslo',
    'Europe/Stockholm',
    'Europe/London',
    'Europe/Lisbon',
    'Europe/Helsinki',
    'Europe/Istanbul',
  ],
  ...[
    'Atlantic/Azores',
    'Atlantic/Reykjavik',
    'America/Nuuk',
    'America/New_York',
    'America/Chicago',
    'America/Denver',
  ],
  ...[
    'America/Los_Angeles',
    'America/Anchorage',
    'America/Santiago',
    'America/Sao_Paulo',
    'Pacific/Honolulu',
  ],
  ...[
    'Africa/Cairo',
    'Africa/Johannesburg',
    'Asia/Tehran',
    'Asia/Kolkata',
    'Asia/Tokyo',
    'Australia/Lord_Howe',
  ],
  'Pacific/Auckland',
] as const
const NIGHTS = ['2027-03-28', '2027-10-31'] as const
const DEPARTURE = '02:30'

describe.each(NIGHTS)('CS24: the night before %s', (day) => {
  it.each(ZONES)(
    'a car in %s departs once on each day at 02:30, and after the gap where there is no 02:30',
    (zone) => {
      const noonBefore = new Date(`${day}T12:00:00Z`)
      const departures: Date[] = []
      let after = addDays(noonBefore, -2)
      for (let n = 0; n < 4; n++) {
        const next = nextLocalTime(after, DEPARTURE, zone)
        departures.push(next)
        after = next
      }
      const told = departures.map((instant) => localTime(instant, zone))
      const days = told.map((text) => text.slice(0, 10))
      expect(new Set(days).size).toBe(4)
      // Four days in a row, told by the platform's own calendar.
      const gaps = days.slice(1).map((one, n) => (Date.parse(one) - Date.parse(days[n] ?? '')) / 86_400_000)
      expect(gaps).toEqual([1, 1, 1])
      expect(told.every((text) => ['02:30', '03:00', '03:30'].includes(text.slice(12, 17)))).toBe(true)
      expect(told.filter((text) => text.slice(12, 17) === '02:30').length).toBeGreaterThanOrEqual(3)
    },
  )

  it('has 92 or 100 quarter-hours in Norway, and the days beside it 96', () => {
    const quarters = (of: string): number => {
      const start = startOfLocalDay(of, 'Europe/Oslo')
      const end = startOfLocalDay(localDay(addHours(start, 30), 'Europe/Oslo'), 'Europe/Oslo')
      return (end.getTime() - start.getTime()) / 900_000
    }
    const beside = (days: number): string =>
      addDays(new Date(`${day}T00:00:00Z`), days)
        .toISOString()
        .slice(0, 10)
    expect([beside(-1), day, beside(1)].map(quarters)).toEqual([96, day === '2027-03-28' ? 92 : 100, 96])
  })
})

/** `YYYY-MM-DD, HH:MM`, as the platform's own calendar has it. */
function localTime(instant: Date, timeZone: string): string {
  const parts = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  } as const
  return new Intl.DateTimeFormat('sv-SE', { ...parts, timeZone, hourCycle: 'h23' })
    .format(instant)
    .replace(' ', ', ')
}

describeOnEveryEngine('what is due', (database) => {
  it('CS25: never comes early, at its instant at once, and what is long past at the next look', async () => {
    const now = new Date('2027-03-28T01:00:00Z')
    const due = {
      past: addDays(now, -400),
      now,
      'a moment later': addMilliseconds(now, 1),
      'in 30 days': addDays(now, 30),
    }
    for (const [key, at] of Object.entries(due)) await makeDue(database(), 'vehicle_due', key, at)
    const claimAt = async (at: Date): Promise<readonly string[]> =>
      (await claimDue(database(), { table: 'vehicle_due', now: at, limit: 10 }))
        .map(({ key }) => key)
        .toSorted()
    expect(await claimAt(now)).toEqual(['now', 'past'])
    expect(await claimAt(addMilliseconds(now, 1))).toEqual(['a moment later'])
    expect(await claimAt(addMilliseconds(due['in 30 days'], -1))).toEqual([])
    expect(await claimAt(due['in 30 days'])).toEqual(['in 30 days'])
  })
})
