import { latest } from '../../../src/base/interval.ts'
import { withEstimates } from '../../../src/prices/estimates.ts'
import type { PriceSlot } from '../../../src/prices/price-curve.ts'
import type { CurveSlot } from '../../../src/prices/price-day.ts'

/** Published slots as a curve up to `until` at least, what nobody published estimated from the slots themselves. */
export function estimated(slots: readonly PriceSlot[], until: Date): readonly CurveSlot[] {
  const known = slots.map((slot): CurveSlot => ({ ...slot, rung: 'final', source: 'a', eurPerMwh: null }))
  const [first, last] = [known[0], known.at(-1)]
  return withEstimates(known, [], {
    from: first?.start ?? until,
    until: latest(until, last?.end ?? until),
  })
}
