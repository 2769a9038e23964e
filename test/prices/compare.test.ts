import { describe, expect, test } from 'vitest'
import { compareDays } from '../../src/prices/compare.ts'
import type { StoredDay } from '../../src/prices/price-day.ts'
import { storedDay } from './support/stored-day.ts'

const EURO = Array.from({ length: 24 }, (_, hour) => 40 + ((hour * 37) % 60))
const A = storedDay({ eurPerMwh: EURO })

function other(prices: readonly (number | null)[], changes: Partial<StoredDay> = {}): StoredDay {
  return storedDay({ source: 'second', preference: 1, eurPerMwh: prices, ...changes })
}

describe('two sources of one day', () => {
  test('agree when they say the same', () => {
    expect(compareDays(A, other(EURO))).toMatchObject({ compared: 24, differing: 0, likely: null })
  })

  test('differ in one slot, and it is told where and by how much', () => {
    const found = compareDays(A, other(EURO.with(7, 200)))
    expect(found).toMatchObject({
      compared: 24,
      differing: 1,
      largestEurPerMwh: 200 - (EURO[7] ?? 0),
      largestAt: new Date('2024-12-12T06:00:00Z'),
      likely: 'some-slots',
    })
  })

  test.each([
    [1.9, 0],
    [2.1, 20],
  ])('may be apart by 2 EUR/MWh where prices are small: %f', (apart, differing) => {
    const small = Array.from({ length: 20 }, (_, hour) => (hour % 2 === 0 ? 1 : -1))
    const rest = [null, null, null, null]
    const one = storedDay({ eurPerMwh: [...small, ...rest] })
    const two = other([...small.map((price) => price + apart), ...rest])
    expect(compareDays(one, two)).toMatchObject({ compared: 20, differing })
  })

  test('may be apart by 5 % where prices are large, and not by more in any slot', () => {
    const large = EURO.map((price) => price * 10)
    const one = storedDay({ eurPerMwh: large })
    expect(
      compareDays(one, other(large.map((price, slot) => price * (slot % 2 === 0 ? 1.045 : 0.96)))).differing,
    ).toBe(0)
    expect(compareDays(one, other(large.with(3, (large[3] ?? 0) * 1.06))).differing).toBe(1)
  })

  test('may use different rates of exchange', () => {
    const high = EURO.map((price) => price * 20)
    const one = storedDay({ eurPerMwh: high })
    expect(compareDays(one, other(high.map((price) => price * 1.054))).differing).toBe(0)
    // Positive controls: in euro there is no rate to differ by, and VAT is no rate.
    const finland = { zone: 'FI', currency: 'EUR', rate: 1 } as const
    const euro = compareDays(
      { ...one, ...finland },
      other(
        high.map((price) => price * 1.054),
        finland,
      ),
    )
    expect(euro.differing).toBe(24)
    expect(compareDays(one, other(high.map((price) => price * 1.06))).differing).toBe(24)
  })

  test.each([
    ['vat', EURO.map((price) => price * 1.25)],
    ['vat', EURO.map((price) => price / 1.24)],
    ['unit', EURO.map((price) => price * 100)],
    ['currency', EURO.map((price) => price * 11.7)],
    ['shifted', [...EURO.slice(1), 77]],
    ['some-slots', EURO.with(20, 0)],
    ['unknown', EURO.map((price, hour) => price + 30 + 30 * (hour % 3))],
  ])('that differ by %s look like it', (likely, prices) => {
    expect(compareDays(A, other(prices)).likely).toBe(likely)
  })

  test('are compared by the hour if one has hours and the other quarters', () => {
    const quarters = EURO.flatMap((price) => [price - 30, price + 10, price + 10, price + 10])
    expect(compareDays(A, other(quarters, { stepMinutes: 15 }))).toMatchObject({ compared: 24, differing: 0 })
    expect(compareDays(other(quarters.with(4, 900), { stepMinutes: 15 }), A)).toMatchObject({
      compared: 24,
      differing: 1,
      largestAt: new Date('2024-12-12T00:00:00Z'),
    })
  })

  test.each([
    ['2025-03-30', 23],
    ['2025-10-26', 25],
  ])('are compared in every hour of %s', (day, hours) => {
    const one = storedDay({ day })
    expect(compareDays(one, { ...one, source: 'second' })).toMatchObject({ compared: hours, differing: 0 })
  })

  test('say nothing about slots that only one of them has', () => {
    expect(compareDays(A, other(EURO.map(() => null)))).toMatchObject({
      compared: 0,
      likely: null,
      largestAt: null,
    })
    // A day stored before prices in euro were kept.
    expect(compareDays(A, { ...A, eurPerMwh: null })).toMatchObject({ compared: 0, likely: null })
  })
})
