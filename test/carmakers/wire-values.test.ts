import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rounded } from '../../src/carmakers/wire-values.ts'

type Rule = Parameters<typeof rounded>

describe('a number that a carmaker tells', () => {
  test.each([
    [[0, 300, 2], 41.237, 41.24],
    [[0, 300, 2], 167.7741, 167.8],
    [[0, 1, 4], 0.45493, 0.4549],
    [[0, 400_000, 0], 59_913, 59_910],
    [[0, 400_000, 0], 110_400, 110_400],
    [[-90, 90, 6], -59.912731, -59.91],
    [[0, 300, 2], 300.01, null],
  ] satisfies [Rule, number, number | null][])(
    'from, to and decimals %j: %s is kept as %s',
    (rule, told, kept) => {
      expect(rounded(...rule).parse(told)).toBe(kept)
    },
  )

  test('keeps four digits at most, and is off by half of the last one', () => {
    const numbers = fc.tuple(fc.double({ min: 0, max: 400_000, noNaN: true }), fc.integer({ min: 0, max: 6 }))
    fc.assert(
      fc.property(numbers, ([told, decimals]) => {
        const kept = rounded(0, 400_000, decimals).parse(told) ?? Number.NaN
        const digits = String(kept).replace('.', '').replace(/^0+/, '').replace(/0+$/, '')
        expect(digits.length).toBeLessThanOrEqual(4)
        const place = Math.max(10 ** -decimals, 10 ** (Math.floor(Math.log10(Math.max(told, 0.1))) - 3))
        expect(Math.abs(kept - told)).toBeLessThanOrEqual(place * 0.5 + 1e-9)
      }),
    )
  })
})
