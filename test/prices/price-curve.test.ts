import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { perKwh } from '../../src/base/units.ts'
import { ESTIMATE_MARGIN, type PriceSlot, averagePerHour } from '../../src/prices/price-curve.ts'
import { minutesAfter } from '../support/pictures.ts'
import { estimated } from './support/estimated.ts'

const START = new Date('2025-01-21T23:00:00Z')

function slots(prices: readonly number[], { start = START, minutes = 60 } = {}): PriceSlot[] {
  return prices.map((price, index) => ({
    start: minutesAfter(start, index * minutes),
    end: minutesAfter(start, (index + 1) * minutes),
    perKwh: perKwh(price),
    quality: 'final',
  }))
}

const DAY = slots(Array.from({ length: 24 }, (_, hour) => hour))

describe('estimates', () => {
  test('take the price of the same local hour with a margin', () => {
    const curve = estimated(DAY, minutesAfter(START, 26 * 60))
    const expected = [
      { start: minutesAfter(START, 1440), end: minutesAfter(START, 1500), perKwh: 0, quality: 'estimate' },
      {
        start: minutesAfter(START, 1500),
        end: minutesAfter(START, 1560),
        perKwh: 1.1,
        quality: 'estimate',
      },
    ]
    const slotsAfter = curve.slice(24)
    expect(slotsAfter).toEqual(
      expected.map((slot) => ({ ...slot, rung: 'estimate', source: null, eurPerMwh: null })),
    )
  })

  test('are dearer than a negative price, too', () => {
    const curve = estimated(slots(Array.from({ length: 24 }, () => -2)), minutesAfter(START, 1500))
    expect(curve.at(-1)?.perKwh).toBeCloseTo(-2 + ESTIMATE_MARGIN * 2, 9)
  })

  test('take the mean of all prices where the local hour has none', () => {
    const curve = estimated(slots([1, 3]), minutesAfter(START, 180))
    expect(curve.at(-1)?.perKwh).toBeCloseTo(2.2, 9)
  })

  test('keep to the local hour when clocks change', () => {
    const start = new Date('2025-03-28T23:00:00Z')
    const saturday = slots(
      Array.from({ length: 24 }, (_, hour) => hour),
      { start },
    )
    const curve = estimated(saturday, minutesAfter(start, 47 * 60))
    // Sunday has 23 hours: after 01 comes 03.
    expect(curve.slice(24, 28).map((slot) => slot.perKwh)).toEqual([0, 1.1, 3.3, 4.4])
    expect(curve).toHaveLength(47)
  })

  test('fill a hole inside the curve and stop at the instant asked for', () => {
    const curve = estimated(
      DAY.filter((_, hour) => hour !== 5 && hour !== 6),
      minutesAfter(START, 1470),
    )
    expect(
      curve
        .map((slot) => slot.quality)
        .join('')
        .replaceAll('final', 'f')
        .replaceAll('estimate', 'e'),
    ).toBe('fffffeefffffffffffffffffe')
    expect(curve.at(-1)?.end).toEqual(minutesAfter(START, 1470))
  })

  test('are not made out of nothing', () => {
    expect(estimated([], minutesAfter(START, 60))).toEqual([])
  })

  test('leave no gap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(23), { maxLength: 8 }),
        fc.integer({ min: 0, max: 3000 }),
        (drop, minutes) => {
          const known = DAY.filter((_, hour) => !drop.includes(hour))
          const curve = estimated(known, minutesAfter(START, minutes))
          curve.slice(1).forEach((slot, index) => {
            expect(slot.start).toEqual(curve[index]?.end)
          })
        },
      ),
    )
  })
})

describe('billing by the hour', () => {
  test('joins the quarters of an hour at their mean', () => {
    expect(averagePerHour(slots([1, 2, 3, 4, 5, 5, 5, 5], { minutes: 15 }))).toEqual(slots([2.5, 5]))
  })

  test('leaves hours as they are', () => {
    expect(averagePerHour(DAY)).toEqual(DAY)
  })

  test('keeps a hole in an hour a hole', () => {
    const [first, , third] = slots([1, 9, 3], { minutes: 15 })
    const averaged = averagePerHour([first, third].filter((slot) => slot !== undefined))
    expect(averaged.map((slot) => [slot.start, slot.perKwh])).toEqual([
      [first?.start, 2],
      [third?.start, 2],
    ])
  })
})
