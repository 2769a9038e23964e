import { addMinutes } from 'date-fns'
import { describe, expect, it, test } from 'vitest'
import { localDay } from '../../src/base/local-time.ts'
import { drawChart } from '../../src/cli/plan/chart.ts'

const DUSK = new Date('2026-01-22T17:00:00Z')

/** Slots of equal length from dusk on, and charging from one slot to another. */
function chart(
  prices: readonly (number | null)[],
  minutes: number,
  [from, to]: readonly [number, number] = [0, 0],
  start = DUSK,
) {
  const at = (slot: number): Date => addMinutes(start, slot * minutes)
  return drawChart({
    window: { start, end: at(prices.length) },
    slots: prices.map((costPerKwh, slot) => ({ start: at(slot), end: at(slot + 1), costPerKwh })),
    blocks: from === to ? [] : [{ start: at(from), end: at(to) }],
    timeZone: 'Europe/Oslo',
    price: (value) => value.toFixed(2),
    day: (instant) => localDay(instant, 'Europe/Oslo').slice(5),
    charging: 'charging',
  })
}

describe('the chart of prices', () => {
  it('stands over what is chosen and over the hours', () => {
    expect(chart([0, 0, 1, 4, 4, 1, 0, 0], 15, [4, 6]).lines).toEqual([
      '      4.00 ┤   ██',
      '           │  ▁██▁',
      '           │  ████',
      '      0.00 ┤▁▁████▁▁',
      '  charging  ····██··',
      '            18  19',
      '            01-22',
    ])
  })

  it('marks a column that is charged in part', () => {
    expect(chart([1, 1, 1, 1], 15, [1, 2.5]).lines[4]).toBe('  charging  ·█▄·')
  })

  it('says where no price is known', () => {
    expect(chart([1, null, 2, null], 15).lines[3]).toBe('      1.00 ┤▁?█?')
    expect(chart([null, null], 15).lines[3]).toBe('           ┤??')
  })

  it('stands flat where all prices are equal, negative ones too', () => {
    expect(chart([-1, -1], 15).lines[3]).toBe('     -1.00 ┤▁▁')
  })

  test.each([
    [66, 15, 15],
    [96, 15, 30],
    [192, 15, 60],
    [48, 60, 60],
    [100, 60, 120],
    [24 * 31, 60, 720],
  ])(
    'draws %i slots of %i minutes in columns of %i minutes, within 80 characters',
    (count, minutes, column) => {
      const { lines, minutesPerColumn } = chart(
        Array.from({ length: count }, (_, slot) => slot % 7),
        minutes,
        [3, 9],
      )
      expect(minutesPerColumn).toBe(column)
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
    },
  )

  it('shows the hour that comes twice as twice as long', () => {
    const { lines } = chart(
      Array.from({ length: 20 }, () => 1),
      15,
      [0, 0],
      new Date('2025-10-25T23:00:00Z'),
    )
    expect(lines.slice(-2)).toEqual(['            01  02      03  04', '            10-26'])
  })
})
