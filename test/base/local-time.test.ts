import { describe, expect, test } from 'vitest'
import { TZDate } from '@date-fns/tz'
import {
  lastLocalTime,
  localDay,
  localInstant,
  localTime,
  nextLocalDay,
  nextLocalTime,
  startOfLocalDay,
} from '../../src/base/local-time.ts'

const MINUTE_MS = 60_000
/** The days before, of and after both changes of the clock of the northern and of the southern summer. */
const CHANGES = [
  '2026-03-08',
  '2026-03-29',
  '2026-04-05',
  '2026-09-06',
  '2026-09-27',
  '2026-10-04',
  '2026-10-25',
]
const DAYS = CHANGES.flatMap((day) => [-1, 0, 1].map((away) => dayAfter(day, away)))
const ZONES = [
  'Europe/Oslo',
  'Europe/London',
  'Europe/Helsinki',
  'Europe/Lisbon',
  'Atlantic/Azores',
  'Atlantic/Reykjavik',
  'America/New_York',
  'America/St_Johns',
  'America/Los_Angeles',
  'America/Santiago',
  'America/Havana',
  'America/Sao_Paulo',
  'Asia/Tokyo',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Asia/Beirut',
  'Africa/Cairo',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Apia',
  'UTC',
]
function dayAfter(day: string, days: number): string {
  return new Date(new Date(`${day}T12:00:00Z`).getTime() + days * 24 * 60 * MINUTE_MS)
    .toISOString()
    .slice(0, 10)
}

describe.each(ZONES)('the clock of %s', (zone) => {
  const calendar = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  /** Every quarter of an hour from a day before to a day after, and what the runtime's calendar says of it. */
  const shownOn = (day: string): readonly (readonly [Date, string])[] =>
    Array.from({ length: 4 * 72 }, (_, quarter) => {
      const at = new Date(new Date(`${dayAfter(day, -1)}T00:00:00Z`).getTime() + quarter * 15 * MINUTE_MS)
      return [at, calendar.format(at)]
    })

  const skipped = (day: string, time: string): Date => {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
    const [hours = 0, minutes = 0] = time.split(':').map(Number)
    return new Date(new TZDate(year, month - 1, date, hours, minutes, 0, zone).getTime())
  }

  test.each(CHANGES)('shows around %s what the calendar says', (day) => {
    for (const [at, shown] of shownOn(day)) expect(`${localDay(at, zone)} ${localTime(at, zone)}`).toBe(shown)
  })

  test.each(DAYS)(
    'shows a time on %s first when the calendar first says so, and a skipped one later',
    (day) => {
      const shown = shownOn(day)
      for (const time of ['00:00', '00:30', '01:30', '02:00', '02:30', '02:45', '03:00', '07:15', '23:45']) {
        const first = shown.find(([, text]) => text === `${day} ${time}`)?.[0] ?? skipped(day, time)
        expect(localInstant(day, time, zone)).toEqual(first)
      }
    },
  )

  test('begins a day at the first instant that the calendar counts to it', () => {
    for (const day of DAYS) {
      const first = shownOn(day).find(([, text]) => text.startsWith(day))?.[0]
      expect(startOfLocalDay(day, zone)).toEqual(first)
      expect(nextLocalDay(new Date(startOfLocalDay(day, zone).getTime() - 1), zone)).toEqual(first)
    }
  })

  test('shows a time next strictly after now, and last at now or before', () => {
    for (const day of DAYS) {
      const at = localInstant(day, '07:15', zone)
      expect(nextLocalTime(new Date(at.getTime() - 1), '07:15', zone)).toEqual(at)
      expect(nextLocalTime(at, '07:15', zone)).toEqual(localInstant(dayAfter(day, 1), '07:15', zone))
      expect(lastLocalTime(at, '07:15', zone)).toEqual(at)
      expect(lastLocalTime(new Date(at.getTime() - 1), '07:15', zone)).toEqual(
        localInstant(dayAfter(day, -1), '07:15', zone),
      )
    }
  })
})

test('a zone or an instant that is none is told as such', () => {
  expect(() => localTime(new Date('2026-01-01T00:00:00Z'), 'Europe/Nowhere')).toThrow(RangeError)
  expect(() => localTime(new Date('none'), 'Europe/Oslo')).toThrow(RangeError)
})
