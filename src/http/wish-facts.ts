import type { Known } from '../control/known.ts'
import type { PlanPageView } from '../pages/plan-view.ts'
import type { WishNotice, WishView } from '../pages/wish-view.ts'
import type { ChargingPolicy } from '../vehicles/vehicle.ts'
import { policyDocument } from './vehicle-document.ts'

/** What the driver wants, for the forms in which it is changed. */
export function wishView(
  policy: ChargingPolicy,
  shown: { readonly notice: WishNotice | null; readonly wishUrls: WishView['urls'] },
  now: Date,
): WishView {
  const told = policyDocument(policy, now)
  return {
    everyday: { target: told.targetPercent, minimum: told.minimumPercent, readyBy: told.readyBy },
    weekdays: told.weekdays,
    exceptions: told.exceptions.toSorted((one, other) => one.date.localeCompare(other.date)),
    paused: told.paused ? { until: told.pausedUntil } : null,
    notice: shown.notice,
    urls: shown.wishUrls,
  }
}

const BY_HAND = { 'by-hand': 'started', 'stopped-by-hand': 'stopped', 'charge-now': null } as const

/** What the driver wants beside the plan. */
export function overrideFacts(override: Known['override']): PlanPageView['override'] {
  if (override === undefined) return { active: false, byHand: null }
  const { kind, end = { until: 'target' } } = override
  return {
    active: kind === 'charge-now',
    ...(end.until === 'time' && { until: end.endsAt }),
    ...(end.until === 'target' && end.targetPercent !== undefined && { target: end.targetPercent }),
    untilUnplugged: end.until === 'unplugged',
    byHand: BY_HAND[kind],
  }
}
