import { describe, expect, test } from 'vitest'
import {
  chargeIn,
  DAY_KINDS,
  holds,
  hourSpan,
  type HourRule,
  rulesInConflict,
} from '../../src/tariffs/hour-rules.ts'
import { type LocalHour, localHours, MS_PER_HOUR } from '../../src/tariffs/local-hour.ts'
import { publicHolidays } from '../../src/tariffs/public-holidays.ts'
import { hourAt, NARVIK, OSLO } from './homes.ts'

const OSLO_TIME = { timeZone: 'Europe/Oslo', country: 'NO' }

function localHour(instant: string): LocalHour {
  return localHours(OSLO_TIME)(Math.floor(new Date(instant).getTime() / MS_PER_HOUR))
}

describe('public holidays in Norway', () => {
  test('are these twelve in 2026', () => {
    expect([...publicHolidays('NO', 2026)].toSorted()).toEqual([
      '2026-01-01',
      '2026-04-02', // Maundy Thursday
      '2026-04-03',
      '2026-04-05',
      '2026-04-06',
      '2026-05-01',
      '2026-05-14', // Ascension Day
      '2026-05-17',
      '2026-05-24',
      '2026-05-25', // Whit Monday
      '2026-12-25',
      '2026-12-26',
    ])
  })

  test.each([
    ['2024', '2024-03-28', '2024-05-09'],
    ['2025', '2025-04-17', '2025-05-29'],
    ['2027', '2027-03-25', '2027-05-06'],
    ['2038', '2038-04-22', '2038-06-03'],
  ])('move with Easter: %s', (year, maundyThursday, ascension) => {
    const holidays = publicHolidays('NO', Number(year))
    expect(holidays.has(maundyThursday)).toBe(true)
    expect(holidays.has(ascension)).toBe(true)
  })

  test('do not include Christmas Eve and New Year’s Eve', () => {
    expect(publicHolidays('NO', 2026).has('2026-12-24')).toBe(false)
    expect(publicHolidays('NO', 2026).has('2026-12-31')).toBe(false)
  })
})

describe('kinds of days', () => {
  const kindsOf = (instant: string): string[] =>
    DAY_KINDS.filter((kind) =>
      holds({ name: '', hours: null, days: [kind], months: null, perKwh: 0 }, localHour(instant)),
    )

  test.each([
    ['a Wednesday', '2026-08-12', ['wednesday', 'monday-to-friday', 'working-day', 'every-day']],
    ['a Saturday', '2026-08-15', ['saturday', 'weekend', 'day-off', 'every-day']],
    [
      'Maundy Thursday',
      '2026-04-02',
      ['thursday', 'monday-to-friday', 'public-holiday', 'day-off', 'every-day'],
    ],
    ['17 May on a Sunday', '2026-05-17', ['sunday', 'weekend', 'public-holiday', 'day-off', 'every-day']],
    [
      'Christmas Eve on a Thursday',
      '2026-12-24',
      ['thursday', 'monday-to-friday', 'working-day', 'every-day'],
    ],
  ])('of %s', (_, day, kinds) => {
    expect(kindsOf(`${day}T12:00:00Z`)).toEqual(kinds)
  })

  test('of a public holiday make it a night all day at Elvia', () => {
    expect(hourAt(OSLO, '2026-12-23T12:00:00Z', 0).components.gridEnergy).toBe(0.2899)
    expect(hourAt(OSLO, '2026-12-25T12:00:00Z', 0).components.gridEnergy).toBe(0.1699)
  })

  test('make no difference at a company whose day is the same all week', () => {
    const site = { ...OSLO, gridCompany: 'glitre' }
    expect(hourAt(site, '2026-12-25T12:00:00Z', 0).components.gridEnergy).toBe(0.256)
  })
})

describe('hours of a window', () => {
  test('include the last hour named, and go on over midnight', () => {
    expect([...hourSpan(6, 21)]).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21])
    expect([...hourSpan(22, 5)]).toEqual([22, 23, 0, 1, 2, 3, 4, 5])
    expect(hourSpan(0, 23).size).toBe(24)
  })

  test.each([
    ['the day before the clock goes forward', '2026-03-28T04:59:00Z', '2026-03-28T05:00:00Z'],
    ['the day it goes forward', '2026-03-29T03:59:00Z', '2026-03-29T04:00:00Z'],
    ['the day before it goes back', '2026-10-24T03:59:00Z', '2026-10-24T04:00:00Z'],
    ['the day it goes back', '2026-10-25T04:59:00Z', '2026-10-25T05:00:00Z'],
  ])('B23: begin at six by the clock on %s', (_, before, after) => {
    const site = { ...OSLO, gridCompany: 'glitre' }
    const charge = (instant: string): number => hourAt(site, instant, 0).components.gridEnergy
    // At that company day is 12 øre dearer than night, before and after 2026-07-01.
    expect(charge(after) - charge(before)).toBeCloseTo(0.12, 9)
  })

  test('come twice on the night the clock goes back', () => {
    expect(
      ['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z'].map((instant) => localHour(instant).hour),
    ).toEqual([2, 2])
  })

  test('belong to the season of their own local day', () => {
    // Area Nett: winter days to the end of March, summer nights from 1 April on.
    const site = { ...NARVIK, gridCompany: 'area-alle', isHolidayHome: true }
    const charge = (instant: string): number => hourAt(site, instant, 0).components.gridEnergy
    expect(charge('2026-03-31T19:00:00Z')).toBeCloseTo(0.2989, 9)
    expect(charge('2026-03-31T21:00:00Z')).toBeCloseTo(0.2689, 9)
    expect(charge('2026-03-31T22:00:00Z')).toBeCloseTo(0.2489, 9)
    expect(charge('2026-04-01T03:00:00Z')).toBeCloseTo(0.2489, 9)
    expect(charge('2026-04-01T04:00:00Z')).toBeCloseTo(0.2689, 9)
  })
})

describe('rules of one charge', () => {
  const rule = (name: string, given: Partial<HourRule>): HourRule => ({
    name,
    hours: null,
    days: null,
    months: null,
    perKwh: 1,
    ...given,
  })

  test('hold only if all that is given does', () => {
    const rules = [
      rule('winter day', { hours: hourSpan(6, 21), days: ['working-day'], months: new Set([1, 2]) }),
    ]
    const charge = (instant: string): number => chargeIn({ perKwh: 0, rules }, localHour(instant))
    expect(charge('2026-01-07T12:00:00Z')).toBe(1)
    expect(charge('2026-01-07T22:00:00Z')).toBe(0)
    expect(charge('2026-01-10T12:00:00Z')).toBe(0)
    expect(charge('2026-03-04T12:00:00Z')).toBe(0)
  })

  test('are in conflict if two hold at once at different prices', () => {
    const day = rule('day', { hours: hourSpan(6, 21) })
    expect(rulesInConflict([day, rule('late', { hours: hourSpan(21, 23), perKwh: 2 })])).toEqual([
      'day',
      'late',
    ])
    expect(rulesInConflict([day, rule('night', { hours: hourSpan(22, 5), perKwh: 2 })])).toBeUndefined()
    expect(rulesInConflict([day, rule('late', { hours: hourSpan(21, 23) })])).toBeUndefined()
    expect(
      rulesInConflict([
        rule('work', { days: ['working-day'] }),
        rule('free', { days: ['day-off'], perKwh: 2 }),
      ]),
    ).toBeUndefined()
  })
})
