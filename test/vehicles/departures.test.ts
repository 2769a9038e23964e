import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localDay, localTime, nextLocalTime } from '../../src/base/local-time.ts'
import {
  nextDeparture,
  WEEKDAYS,
  weekdayOf,
  withoutPast,
  type Departures,
  type Timetable,
} from '../../src/vehicles/departures.ts'
import { observe, policyAt, policyFor, promisedReadyBy } from '../../src/vehicles/vehicle.ts'
import { chargeOf, policy, stateOf } from '../control/night-facts.ts'

const OSLO = { targetPercent: 80, readyBy: '07:00', timeZone: 'Europe/Oslo' }
/** Wednesday 2026-11-25, noon. */
const WEDNESDAY = new Date('2026-11-25T11:00:00Z')

function table(given: Partial<Departures>): Timetable {
  return { ...OSLO, departures: { weekdays: {}, exceptions: [], ...given } }
}
const told = (given: Partial<Departures>, after = WEDNESDAY): string => {
  const { readyBy, targetPercent } = nextDeparture(table(given), after)
  return `${localDay(readyBy, 'Europe/Oslo')} ${localTime(readyBy, 'Europe/Oslo')} ${String(targetPercent)}`
}

describe('the next departure', () => {
  test.each<[string, Partial<Departures>, string]>([
    ['every day alike', {}, '2026-11-26 07:00 80'],
    ['a weekday of its own', { weekdays: { thursday: { readyBy: '05:30' } } }, '2026-11-26 05:30 80'],
    [
      'a weekday with more',
      { weekdays: { thursday: { readyBy: '05:30', targetPercent: 95 } } },
      '2026-11-26 05:30 95',
    ],
    ['later the same day', { weekdays: { wednesday: { readyBy: '18:00' } } }, '2026-11-25 18:00 80'],
    ['no departure that day', { weekdays: { thursday: { readyBy: null } } }, '2026-11-27 07:00 80'],
    [
      'tomorrow at five, once',
      { exceptions: [{ date: '2026-11-26', readyBy: '05:00' }] },
      '2026-11-26 05:00 80',
    ],
    [
      'a date beats its weekday, in target too',
      {
        weekdays: { thursday: { readyBy: '05:30', targetPercent: 95 } },
        exceptions: [{ date: '2026-11-26', readyBy: '09:00' }],
      },
      '2026-11-26 09:00 80',
    ],
    [
      'a date brings back a departure that the weekday lacks',
      {
        weekdays: { thursday: { readyBy: null } },
        exceptions: [{ date: '2026-11-26', readyBy: '09:00', targetPercent: 60 }],
      },
      '2026-11-26 09:00 60',
    ],
    [
      'none for a week: the everyday time at its end',
      { weekdays: Object.fromEntries(WEEKDAYS.map((name) => [name, { readyBy: null }])) },
      '2026-12-03 07:00 80',
    ],
  ])('%s', (_, given, expected) => {
    expect(told(given)).toBe(expected)
  })

  test('a time that the clocks skip maps forward, of a doubled one the first counts', () => {
    const spring = { exceptions: [{ date: '2027-03-28', readyBy: '02:30' }] }
    expect(nextDeparture(table(spring), new Date('2027-03-27T20:00:00Z')).readyBy).toEqual(
      new Date('2027-03-28T01:30:00Z'),
    )
    const autumn = { weekdays: { sunday: { readyBy: '02:30' } } }
    const first = nextDeparture(table(autumn), new Date('2026-10-24T20:00:00Z')).readyBy
    expect(first).toEqual(new Date('2026-10-25T00:30:00Z'))
    expect(localDay(nextDeparture(table(autumn), first).readyBy, 'Europe/Oslo')).toBe('2026-10-26')
  })

  test('is the next local time wherever days are told to be as every other', () => {
    const alike = { weekdays: Object.fromEntries(WEEKDAYS.map((name) => [name, { readyBy: '07:00' }])) }
    const minutes = fc.integer({ min: 0, max: 2 * 365 * 24 * 60 })
    fc.assert(
      fc.property(minutes, (passed) => {
        const after = new Date(WEDNESDAY.getTime() + passed * 60_000)
        expect(nextDeparture(table(alike), after).readyBy).toEqual(
          nextLocalTime(after, '07:00', 'Europe/Oslo'),
        )
      }),
      { numRuns: 300 },
    )
  })

  test('knows the weekdays', () => {
    expect(['2026-11-23', '2026-11-25', '2026-11-29'].map(weekdayOf)).toEqual([
      'monday',
      'wednesday',
      'sunday',
    ])
  })
})

describe('what is promised', () => {
  const differing = {
    ...policy,
    departures: { weekdays: { thursday: { readyBy: '06:00', targetPercent: 95 } }, exceptions: [] },
  }

  test('carries the target of its departure, and the next one when that is reached and past', () => {
    const evening = stateOf({ socPercent: 80 }, { readyByFrom: new Date('2025-01-22T18:00:00Z') })
    expect(policyFor(differing, evening).targetPercent).toBe(95)
    expect(promisedReadyBy(differing, evening)).toEqual(new Date('2025-01-23T05:00:00Z'))
    const report = {
      kind: 'state',
      state: chargeOf({ socPercent: 95, limitPercent: 100, observedAt: new Date('2025-01-23T05:10:00Z') }),
    } as const
    const morning = observe(evening, report, {
      checkedAt: new Date('2025-01-23T05:10:00Z'),
      policy: differing,
    })
    expect(policyFor(differing, morning).targetPercent).toBe(80)
  })

  test('counts anew when a pause comes to its end', () => {
    const pausedUntil = new Date('2025-01-25T12:00:00Z')
    const paused = { ...policy, paused: true, pausedUntil }
    expect(promisedReadyBy(paused, stateOf())).toEqual(new Date('2025-01-26T06:00:00Z'))
    expect(policyAt(paused, new Date('2025-01-25T11:59:59Z')).paused).toBe(true)
    expect(policyAt(paused, pausedUntil).paused).toBe(false)
  })

  test('forgets exceptions whose day is over', () => {
    const exceptions = ['2026-11-24', '2026-11-25', '2026-11-26'].map((date) => ({ date, readyBy: null }))
    const left = withoutPast({ weekdays: {}, exceptions }, { now: WEDNESDAY, timeZone: 'Europe/Oslo' })
    expect(left.exceptions.map(({ date }) => date)).toEqual(['2026-11-25', '2026-11-26'])
  })
})
