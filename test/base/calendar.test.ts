import { afterEach, describe, expect, test } from 'vitest'
import { addDays, addMonths, daysBetween, monthBefore, subDays, subMonths } from '../../src/base/calendar.ts'
import { costHorizon } from '../../src/control/cost-horizon.ts'
import { oldestMonth } from '../../src/sites/month-to-date.ts'

const MACHINES = ['UTC', 'Europe/Oslo', 'America/Los_Angeles', 'Pacific/Kiritimati']
const home = process.env['TZ']

afterEach(() => {
  if (home === undefined) delete process.env['TZ']
  else process.env['TZ'] = home
})

/** The night on which Oslo's clocks go back, and the last hour before Los Angeles's do. */
const EVENING = new Date('2025-10-25T22:30:00Z')
const WINTER = new Date('2025-11-02T08:30:00Z')

describe.each(MACHINES)('on a machine whose clock is that of %s', (zone) => {
  const there = <T>(read: () => T): T => {
    process.env['TZ'] = zone
    return read()
  }

  test('the machine is really there', () => {
    const hour = there(() => new Intl.DateTimeFormat('en', { hour: '2-digit', hour12: false }).format(WINTER))
    const shown = { UTC: '08', 'Europe/Oslo': '09', 'America/Los_Angeles': '01', 'Pacific/Kiritimati': '22' }
    expect(hour).toBe(new Map(Object.entries(shown)).get(zone))
  })

  test('a day is 24 hours, over a change of clocks too', () => {
    expect(there(() => addDays(EVENING, 1))).toEqual(new Date('2025-10-26T22:30:00Z'))
    expect(there(() => subDays(WINTER, 1))).toEqual(new Date('2025-11-01T08:30:00Z'))
  })

  test('a month later is the same day, or the last of a shorter month', () => {
    expect(there(() => addMonths(new Date('2026-01-31T23:30:00Z'), 1))).toEqual(
      new Date('2026-02-28T23:30:00Z'),
    )
    expect(there(() => subMonths(new Date('2026-11-30T00:30:00Z'), 1))).toEqual(
      new Date('2026-10-30T00:30:00Z'),
    )
  })

  test('days and months of a calendar are counted by their names', () => {
    expect(there(() => daysBetween('2025-10-25', '2025-10-27'))).toBe(2)
    expect(there(() => daysBetween('2026-03-01', '2026-02-28'))).toBe(-1)
    expect(there(() => monthBefore('2026-01'))).toBe('2025-12')
  })

  test.each([
    ['an evening', '2025-06-10T20:00:00Z', '2025-06-09T22:00:00Z', '2025-06-11T22:00:00Z'],
    ['just before midnight in Oslo', '2025-06-10T21:59:59Z', '2025-06-09T22:00:00Z', '2025-06-11T22:00:00Z'],
    ['just after midnight in Oslo', '2025-06-10T22:00:00Z', '2025-06-10T22:00:00Z', '2025-06-12T22:00:00Z'],
    ['before a day of 25 hours', '2025-10-25T12:00:00Z', '2025-10-24T22:00:00Z', '2025-10-26T23:00:00Z'],
    ['before a day of 23 hours', '2026-03-28T12:00:00Z', '2026-03-27T23:00:00Z', '2026-03-29T22:00:00Z'],
  ])('costs are looked up for two days of the market: %s', (_, now, from, until) => {
    expect(there(() => costHorizon(new Date(now)))).toEqual({ from: new Date(from), until: new Date(until) })
  })

  test('the month before is that of the site', () => {
    const justMarch = new Date('2026-02-28T23:30:00Z')
    expect(there(() => oldestMonth(justMarch, 'Europe/Oslo'))).toBe('2026-02')
  })
})
