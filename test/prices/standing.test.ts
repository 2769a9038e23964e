import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { nextAsk, type DayNeed } from '../../src/prices/import/schedule.ts'
import { standingOf, type DayKnown } from '../../src/prices/import/standing.ts'
import { storedDay } from './support/stored-day.ts'

const NOON = new Date('2024-12-12T11:50:00Z')
const SOURCES = ['first', 'second', 'third']
const NOBODY: ReadonlyMap<string, Date> = new Map()

function standing(known: Partial<DayKnown>, now = NOON, resting = NOBODY) {
  return standingOf({ documents: [], asks: [], ...known }, SOURCES, resting, now)
}

describe('a day of prices', () => {
  test('of which nothing is stored is asked of all sources in their order, until one has it', () => {
    expect(standing({})).toMatchObject({
      ask: SOURCES,
      untilComplete: true,
      need: { kind: 'missing', tries: 0 },
    })
  })

  test('that is partial is asked of all again, whoever had the part', () => {
    const documents = [storedDay({ source: 'second', isComplete: false })]
    expect(standing({ documents }).ask).toEqual(SOURCES)
  })

  test('that is complete is asked of the others once, twenty minutes later', () => {
    const documents = [storedDay({ fetchedAt: NOON })]
    expect(standing({ documents })).toMatchObject({
      ask: [],
      need: { kind: 'unchecked', checkAt: addMinutes(NOON, 20) },
    })
    const later = addMinutes(NOON, 20)
    expect(standing({ documents }, later).ask).toEqual(['second', 'third'])
    const asks = ['second', 'third'].map((source) => ({ source, askedAt: later, times: 1 }))
    expect(standing({ documents, asks }, later)).toMatchObject({ ask: [], need: { kind: 'settled' } })
  })

  test('that the second has is asked of the first again, though it was asked before the second', () => {
    const documents = [storedDay({ source: 'second', preference: 1, fetchedAt: NOON })]
    const asks = [{ source: 'first', askedAt: NOON, times: 3 }]
    expect(standing({ documents, asks }, addMinutes(NOON, 20)).ask).toEqual(['first', 'third'])
  })

  test('that is complete is asked of everybody again at 06:00 and at 18:00, once each', () => {
    const sixPm = new Date('2024-12-12T17:00:00Z')
    const documents = [storedDay({ fetchedAt: NOON }), storedDay({ source: 'second', fetchedAt: NOON })]
    const askedAt = addMinutes(NOON, 20)
    const asks = SOURCES.map((source) => ({ source, askedAt, times: 1 }))
    const before = standing({ documents, asks }, addMinutes(sixPm, -1))
    expect(before).toMatchObject({ ask: [], need: { kind: 'settled' } })
    expect(standing({ documents, asks }, sixPm)).toMatchObject({
      ask: SOURCES,
      untilComplete: false,
      need: { kind: 'unchecked', checkAt: sixPm },
    })
    const again = asks.map((ask) => ({ ...ask, askedAt: addMinutes(sixPm, 3), times: 2 }))
    expect(standing({ documents, asks: again }, addMinutes(sixPm, 3)).ask).toEqual([])
    const sixAm = new Date('2024-12-13T05:00:00Z')
    expect(standing({ documents, asks: again }, addMinutes(sixAm, -1)).ask).toEqual([])
    expect(standing({ documents, asks: again }, sixAm).ask).toEqual(SOURCES)
  })

  test('that is preliminary is asked of its source until it is final', () => {
    const documents = [storedDay({ quality: 'preliminary', fetchedAt: NOON })]
    expect(standing({ documents })).toMatchObject({ ask: ['first'], need: { kind: 'preliminary' } })
  })

  test('is not asked of a source that rests', () => {
    const until = addMinutes(NOON, 40)
    expect(standing({}, NOON, new Map([['first', until]])).ask).toEqual(['second', 'third'])
    const all = new Map(SOURCES.map((name, index) => [name, addMinutes(until, -index)]))
    expect(standing({}, NOON, all)).toMatchObject({ ask: [], need: { askableFrom: addMinutes(until, -2) } })
  })

  test('in a zone without sources needs nothing', () => {
    expect(standingOf({ documents: [], asks: [] }, [], NOBODY, NOON).need).toEqual({ kind: 'settled' })
  })
})

describe('the next time a zone is asked about', () => {
  const SETTLED: DayNeed = { kind: 'settled' }
  const missing = (now: Date, tries = 0): DayNeed => ({ kind: 'missing', tries, askableFrom: now })
  const at = (time: string, day = '2024-12-12'): Date => new Date(`${day}T${time}:00+01:00`)

  test.each([
    ['12:50', '12:55', '13:00'],
    ['14:59', '15:04', '15:09'],
    ['15:00', '15:30', '15:35'],
    ['22:59', '23:29', '23:34'],
  ])('is, at %s with tomorrow missing, between %s and %s', (now, earliest, latest) => {
    const needs = { today: SETTLED, tomorrow: missing(at(now)) }
    expect(nextAsk(at(now), needs, 0)).toEqual(at(earliest))
    expect(nextAsk(at(now), needs, 1)).toEqual(at(latest))
  })

  test('is the next morning from 23:00 on', () => {
    const needs = { today: SETTLED, tomorrow: missing(at('23:10')) }
    expect(nextAsk(at('23:10'), needs, 0)).toEqual(at('06:00', '2024-12-13'))
  })

  test.each([
    ['2025-03-29T12:00Z', '2025-03-29T17:00Z', '2025-03-30T04:00Z', '2025-03-30T10:45Z'],
    ['2025-10-25T12:00Z', '2025-10-25T16:00Z', '2025-10-26T05:00Z', '2025-10-26T11:45Z'],
  ])('is at 18:00, 06:00 and 12:45 by the clock in Oslo, also on the days clocks change', (now, ...next) => {
    const needs = { today: SETTLED, tomorrow: null }
    for (const [index, expected] of next.entries())
      expect(nextAsk(new Date(next[index - 1] ?? now), needs, 0)).toEqual(new Date(expected))
  })

  test('is never later than the next auction', () => {
    const needs = { today: missing(at('12:40'), 9), tomorrow: null }
    expect(nextAsk(at('12:40'), needs, 0)).toEqual(at('12:45'))
  })

  test('is not before the sources may be asked again, unless the next auction is', () => {
    const today: DayNeed = { kind: 'missing', tries: 0, askableFrom: at('09:00') }
    expect(nextAsk(at('08:00'), { today, tomorrow: null }, 0.5)).toEqual(new Date('2024-12-12T08:00:30Z'))
    const long: DayNeed = { kind: 'missing', tries: 0, askableFrom: at('18:00') }
    expect(nextAsk(at('08:00'), { today: long, tomorrow: null }, 0)).toEqual(at('12:45'))
  })
})
