import { kw, money } from '../../src/base/units.ts'
import type { CapacityCharge } from '../../src/planning/problem.ts'

/** A month that stands at the end of its step, on two days of three: whatever goes above 10 kW costs 200 more. */
export const TWO_STEPS: CapacityCharge = {
  timeZone: 'Europe/Oslo',
  steps: [
    { upTo: kw(10), cost: money(200) },
    { upTo: kw(30), cost: money(400) },
  ],
  measured: [
    { day: '2025-01-20', peak: kw(10) },
    { day: '2025-01-21', peak: kw(10) },
  ],
}
