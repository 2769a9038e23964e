import { describe, expect, test } from 'vitest'
import { kw } from '../../src/base/units.ts'
import { type Measured, siteLimitsOf } from '../../src/control/site-limits.ts'
import { narvik as site } from './narvik.ts'

const NOW = new Date('2026-11-12T20:00:00Z')

function measured(...peaks: readonly (readonly [day: string, peakKw: number])[]): Measured {
  return { peaks: peaks.map(([day, peakKw]) => ({ day, peakKw })), profile: null }
}

describe('peaks that a plan is told of', () => {
  const peaksOf = (known: Measured): readonly unknown[] | undefined =>
    siteLimitsOf(site, known, NOW)?.capacityCharge?.measured

  test('are none while nothing is measured: each night would look like the first that costs something', () => {
    expect(siteLimitsOf(site, measured(), NOW)).toBeUndefined()
  })

  test('are those of this month once three days are measured', () => {
    const november = [
      ['2026-11-02', 4],
      ['2026-11-05', 5],
      ['2026-11-09', 6],
    ] as const
    expect(peaksOf(measured(['2026-09-03', 9], ...november))).toEqual(
      november.map(([day, peak]) => ({ day, peak: kw(peak) })),
    )
  })

  test('are guessed from the month before where days are missing, never from an older one', () => {
    const known = measured(['2026-01-20', 30], ['2026-10-01', 6], ['2026-10-02', 6], ['2026-10-03', 9])
    // (6 + 6 + 9) / 3 = 7 kW, for this month and the next.
    expect(peaksOf(known)).toEqual(
      ['2026-11-30', '2026-11-29', '2026-11-28', '2026-12-31', '2026-12-30', '2026-12-29'].map((day) => ({
        day,
        peak: kw(7),
      })),
    )
    expect(peaksOf(measured(['2026-01-20', 30]))).toEqual([])
  })
})

test('a limit of the driver’s own holds for every hour, whatever is measured', () => {
  const limits = siteLimitsOf({ ...site, driverLimitKw: 9 }, measured(['2026-11-02', 14]), NOW)
  expect(limits?.capacityCharge).toMatchObject({
    timeZone: 'Europe/Oslo',
    days: 1,
    steps: [{ upTo: kw(9), cost: 0 }],
    measured: [],
  })
})
