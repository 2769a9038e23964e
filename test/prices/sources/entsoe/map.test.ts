import { describe, expect, test } from 'vitest'
import type { PriceDocument } from '../../../../src/prices/port.ts'
import { mapDay } from '../../../../src/prices/sources/entsoe/map.ts'
import { readAnswer } from '../../../../src/prices/sources/entsoe/wire.ts'
import { failureOf, published } from '../support.ts'
import { counted, DAY, publication, series } from './xml.ts'

function mapped(all: readonly string[], day = DAY): PriceDocument | 'not-published' {
  const answer = readAnswer(publication(...all))
  if (answer === undefined || !('kind' in answer) || answer.kind !== 'prices') throw new Error('No prices')
  return mapDay(answer.document, { source: 'entsoe', zone: 'DE-LU', day })
}

function prices(...all: readonly string[]): readonly (number | null)[] {
  return published(mapped(all)).eurPerMwh ?? []
}

const nulls = (count: number): null[] => new Array<null>(count).fill(null)

describe('omitted prices', () => {
  test('B9: repeat with curve type A03, inside the period and at its end', () => {
    const found = prices(series({ points: [[1, 10], [3, 30], [20, 5]] })) // prettier-ignore
    expect(found).toEqual([10, 10, ...new Array<number>(17).fill(30), ...new Array<number>(5).fill(5)])
  })

  test('B9: are missing with curve type A01, and nothing is made up', () => {
    const found = prices(series({ curve: 'A01', points: [[1, 10], [3, 30]] })) // prettier-ignore
    expect(found).toEqual([10, null, 30, ...nulls(21)])
  })

  test('B8: at position 1 nothing says what repeats, so the period is refused', async () => {
    const error = await failureOf(() => mapped([series({ points: [[2, 10]] })]))
    expect(error.code).toBe('prices-not-credible')
    expect(error.message).toContain('has no price at position 1')
  })

  test('B25: a price of zero is a price', () => {
    const found = prices(series({ points: [[1, 10], [2, 0], [3, 30]] })) // prettier-ignore
    expect(found.slice(0, 4)).toEqual([10, 0, 30, 30])
  })
})

describe('a period that cannot be used', () => {
  test.each([
    ['a resolution the market does not have', { minutes: 45 }, 'resolution PT45M'],
    ['a curve type that is not known', { curve: 'A02' }, 'curve type A02'],
    ['a length that is no whole number of slots', { end: '2025-06-10T21:30Z' }, 'no whole number of slots'],
    ['an end before its start', { end: '2025-06-08T22:00Z' }, 'no whole number of slots'],
    ['two prices at one position', { points: [[1, 1], [1, 2]] as const }, 'two prices at position 1'], // prettier-ignore
    ['a position past its end', { points: [[1, 1], [25, 2]] as const }, 'position 25, but only 24'], // prettier-ignore
    ['no point', { points: [] }, 'has no prices'],
  ])('has %s', async (_, parts, fault) => {
    const act = () => mapped([series({ points: counted(24), ...parts })])
    expect((await failureOf(act)).message).toContain(fault)
  })

  test('leaves the rest of the day standing, with a remark', () => {
    const good = series({ points: counted(12), end: '2025-06-10T10:00Z' })
    const bad = series({ points: [[2, 7]], start: '2025-06-10T10:00Z' })
    const day = published(mapped([good, bad]))
    expect(day.eurPerMwh).toEqual([...counted(12).map(([, price]) => price), ...nulls(12)])
    expect(day.remarks).toEqual([expect.stringContaining('has no price at position 1')])
  })
})

describe('several series', () => {
  const coupled = series({ points: counted(24) })

  test('B8: that say the same count once', () => {
    const day = published(mapped([coupled, coupled]))
    expect(day.eurPerMwh).toEqual(counted(24).map(([, price]) => price))
    expect(day.remarks).toBeUndefined()
  })

  test('B8: that differ count as the later says, with a remark', () => {
    const later = series({ curve: 'A01', points: [[1, 100], [2, 7]] }) // prettier-ignore
    const day = published(mapped([coupled, later]))
    expect(day.eurPerMwh?.slice(0, 3)).toEqual([100, 7, 102])
    expect(day.remarks).toEqual([
      '1 slots come twice with different prices, from 2025-06-09T23:00:00Z on: the later counts',
    ])
  })

  test.each([
    ['intraday', { contract: 'A07' }, 'not-published'],
    ['of another auction', { sequence: 2 }, 'not-published'],
    ['of another zone', { zone: '10YAT-APG------L' }, 'wrong-zone'],
    ['in another currency', { currency: 'PLN' }, 'wrong-currency'],
    ['in another unit', { unit: 'KWH' }, 'wrong-unit'],
  ])('B11: that are %s are left out, in whatever order they come', async (_, parts, alone) => {
    const other = series({ points: [[1, 999]], ...parts })
    for (const all of [
      [coupled, other],
      [other, coupled],
    ])
      // prettier-ignore
      expect(prices(...all)).toEqual(counted(24).map(([, price]) => price))
    if (alone === 'not-published') expect(mapped([other])).toBe(alone)
    else expect((await failureOf(() => mapped([other]))).refusal).toMatchObject({ code: alone })
  })

  test('B11: of two resolutions for the same time, the one the market is settled in counts', () => {
    const on = (day: string, start: string, end: string): number | undefined => {
      const hours = series({ start, end, points: [[1, 60]] })
      const quarters = series({ start, end, minutes: 15, points: [[1, 15]] })
      return published(mapped([hours, quarters], day)).stepMinutes
    }
    expect(on('2025-09-30', '2025-09-29T22:00Z', '2025-09-30T22:00Z')).toBe(60)
    expect(on('2025-10-01', '2025-09-30T22:00Z', '2025-10-01T22:00Z')).toBe(15)
  })

  test('B12: hours that follow quarters within a day are given in quarters', () => {
    const quarters = series({ end: '2025-06-09T23:00Z', minutes: 15, points: counted(4) })
    const hours = series({ start: '2025-06-09T23:00Z', points: [[1, 60]] })
    const day = published(mapped([hours, quarters]))
    expect(day).toMatchObject({ stepMinutes: 15 })
    expect(day.eurPerMwh).toEqual([100, 101, 102, 103, ...new Array<number>(92).fill(60)])
    expect(day.remarks).toEqual([expect.stringContaining('15 and 60 minutes follow each other')])
  })

  test('B15: of two days in one answer each is found whole', () => {
    const next = series({ start: '2025-06-10T22:00Z', end: '2025-06-11T22:00Z', points: [[1, 7]] })
    expect(prices(coupled, next)).toEqual(counted(24).map(([, price]) => price))
    expect(published(mapped([coupled, next], '2025-06-11')).eurPerMwh).toEqual(new Array(24).fill(7))
  })
})

describe('the day', () => {
  test('B21: is found although its period ends a second early', () => {
    const day = series({ start: '2025-06-09T22:00:00Z', end: '2025-06-10T21:59:59Z', points: counted(24) })
    expect(prices(day)).toEqual(counted(24).map(([, price]) => price))
  })

  test('B22: of a source that answers in UTC days is partial, not shifted', () => {
    const utc = series({ start: '2025-06-10T00:00Z', end: '2025-06-11T00:00Z', points: counted(24) })
    expect(prices(utc)).toEqual([null, null, ...counted(22).map(([, price]) => price)])
  })

  test.each([
    ['2025-03-30', '2025-03-29T23:00Z', '2025-03-30T22:00Z', 92],
    ['2025-10-26', '2025-10-25T22:00Z', '2025-10-26T23:00Z', 100],
  ])('B5: %s has as many quarters as its length, whatever the calendar says', (day, start, end, count) => {
    const found = published(mapped([series({ start, end, minutes: 15, points: counted(count) })], day))
    expect(found.eurPerMwh).toEqual(counted(count).map(([, price]) => price))
  })

  test('that is not in the answer is not published', () => {
    expect(mapped([series({ points: counted(24) })], '2025-06-12')).toBe('not-published')
    expect(mapped([])).toBe('not-published')
  })
})
