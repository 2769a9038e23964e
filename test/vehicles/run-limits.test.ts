import { describe, expect, it } from 'vitest'
import { money } from '../../src/base/units.ts'
import type { RunLimits } from '../../src/planning/problem.ts'
import { runLimitsOf } from '../../src/vehicles/run-limits.ts'
import { policy } from '../control/night-facts.ts'

const BRAND: RunLimits = { maxStarts: 2, minimumRunMinutes: 30, startCost: money(0.1) }

describe('the limits on starts and runs of a vehicle', () => {
  it.each([
    ['its brand’s where it has none', { maxStarts: null, minimumRunMinutes: null }, BRAND],
    ['its own', { maxStarts: 5, minimumRunMinutes: 60 }, { ...BRAND, maxStarts: 5, minimumRunMinutes: 60 }],
    ['each its own or the brand’s', { maxStarts: 1, minimumRunMinutes: null }, { ...BRAND, maxStarts: 1 }],
    [
      'its own also where that is no limit',
      { maxStarts: null, minimumRunMinutes: 0 },
      { ...BRAND, minimumRunMinutes: 0 },
    ],
  ])('are %s', (_, own, expected) => {
    expect(runLimitsOf({ ...policy, ...own }, BRAND)).toEqual(expected)
  })

  it('leave starts unlimited where the brand does', () => {
    expect(runLimitsOf(policy, { ...BRAND, maxStarts: null }).maxStarts).toBeNull()
  })
})
