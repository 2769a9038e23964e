import { describe, expect, it } from 'vitest'
import { ASSUMED_HOUSEHOLD_KW } from '../../src/sites/assumed-household.ts'

describe('the household that is assumed', () => {
  it('has a value for every hour of a day, and uses in a year what Statistics Norway says', () => {
    expect(ASSUMED_HOUSEHOLD_KW).toHaveLength(24)
    const day = ASSUMED_HOUSEHOLD_KW.reduce((sum, kw) => sum + kw, 0)
    // The shape is rounded to hundredths, which is 10 kWh in a year.
    expect(Math.abs(day * 365 - 15_700)).toBeLessThan(10)
  })

  it('draws least at night and most in the evening, and never less than its heating', () => {
    expect(Math.min(...ASSUMED_HOUSEHOLD_KW)).toBe(ASSUMED_HOUSEHOLD_KW[3])
    expect(Math.max(...ASSUMED_HOUSEHOLD_KW)).toBe(ASSUMED_HOUSEHOLD_KW[19])
    expect(ASSUMED_HOUSEHOLD_KW[3]).toBeCloseTo(1.79 * (0.66 + 0.34 * 0.38), 2)
    expect(ASSUMED_HOUSEHOLD_KW[19]).toBeCloseTo(1.79 * (0.66 + 0.34 * 1.55), 2)
  })
})
