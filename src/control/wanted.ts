import { addMinutes } from 'date-fns'
import { contains, earliest } from '../base/interval.ts'
import { isDrawing, isPluggedIn, type ChargeState } from '../carmakers/charge-state.ts'
import { promisedReadyBy, reachableTarget } from '../vehicles/vehicle.ts'
import type { Facts, Want } from './facts.ts'
import type { Reason } from './reasons.ts'

/** What is wanted and the sentence that says why; `want` is null where the car is not ours to control. */
export interface Wanted {
  readonly want: Want | null
  readonly reason: Reason
}

/** An intent without a natural end is renewed at every pass; after this long without one it is void. */
const RENEWED_MINUTES = 60
/** Left to the target at the end of a plan: charged on at once, since a new start for it would cost more than it saves. */
const FINISHING_POINTS = 3

/**
 * The order of truth: consent, then safety, then pause, then the driver's own will, then the minimum state of charge,
 * then ready-by, and price last.
 */
export function wanted(facts: Facts): Wanted {
  return byConsent(facts) ?? byConnection(facts) ?? controlled(facts)
}

function byConsent({ consent, now }: Facts): Wanted | undefined {
  switch (consent) {
    case 'live':
      return undefined
    case 'lapsed':
      return { want: null, reason: { code: 'reauth_required' } }
    case 'withdrawing':
      return { want: renewed('RELEASE', 'withdrawal', now), reason: { code: 'consent_withdrawn' } }
    case 'ended':
      return { want: null, reason: { code: 'consent_withdrawn' } }
  }
}

/** Safety: a car that is not plugged in, not at home or on direct current is left alone. */
function byConnection({ state, homePlug }: Facts): Wanted | undefined {
  const charge = state?.charge
  if (charge == null) return { want: null, reason: { code: 'analysing' } }
  if (!isPluggedIn(charge.status)) return { want: null, reason: { code: 'not_plugged_in' } }
  if (charge.fastCharging) return { want: null, reason: { code: 'fast_charging' } }
  if (!homePlug) return { want: null, reason: { code: 'away' } }
  return undefined
}

function controlled(facts: Facts): Wanted {
  const { now, policy, override, state } = facts
  const charge = state?.charge
  if (policy.paused) return { want: renewed('RELEASE', 'paused', now), reason: { code: 'paused' } }
  if (override?.kind === 'by-hand') return { want: null, reason: { code: 'charging_by_hand' } }
  if (charge?.socPercent == null) return { want: null, reason: { code: 'analysing' } }
  const soc = charge.socPercent
  if (soc >= reachableTarget(policy, charge)) return reached(facts, charge, soc)
  if (override !== null) return { want: renewed('CHARGE', 'charge-now', now), reason: { code: 'charging_boost' } }
  if (soc < policy.minimumPercent) {
    const reason: Reason = { code: 'charging_min_soc', percent: policy.minimumPercent }
    return { want: renewed('CHARGE', 'minimum', now), reason }
  }
  return byReadyBy(facts) ?? byPrice(facts, charge, soc)
}

function reached(facts: Facts, charge: ChargeState, soc: number): Wanted {
  const { policy, state, now } = facts
  const readyBy = state === undefined ? now : promisedReadyBy(policy, state)
  const want: Want = { desired: 'HOLD', cause: 'target-reached', validUntil: readyBy }
  const limited = charge.limitPercent !== null && charge.limitPercent < policy.targetPercent
  const reason: Reason = limited
    ? { code: 'vehicle_limit', percent: charge.limitPercent }
    : { code: 'ready', percent: soc }
  return { want, reason }
}

/** Ready-by beats price: from latest start on the car charges, whatever it costs. */
function byReadyBy({ now, latestStart, followed, policy }: Facts): Wanted | undefined {
  if (latestStart === null || now < latestStart) return undefined
  const want = renewed('CHARGE', 'ready-by', now)
  const readyBy = followed?.promisedReadyBy ?? now
  if (followed?.plan.feasibility !== 'late') return { want, reason: { code: 'charging_for_ready_by', readyBy } }
  const expectedAt = followed.plan.expectedReadyAt
  return { want, reason: { code: 'will_be_late', percent: policy.targetPercent, readyBy, expectedAt } }
}

function byPrice(facts: Facts, charge: ChargeState, soc: number): Wanted {
  const { now, followed, latestStart, policy } = facts
  if (followed === null) return { want: renewed('CHARGE', 'ready-by', now), reason: { code: 'analysing' } }
  const { plan, promisedReadyBy: readyBy } = followed
  const current = plan.blocks.find((block) => contains(block, now))
  const next = plan.blocks.find((block) => block.start > now)
  const charging: Reason = {
    code: current?.reason === 'by-time' ? 'charging_without_prices' : 'charging_as_planned',
    readyBy,
  }
  if (current !== undefined) {
    return { want: { desired: 'CHARGE', cause: 'price', validUntil: current.end }, reason: charging }
  }
  const finishing = isDrawing(charge.status) && reachableTarget(policy, charge) - soc <= FINISHING_POINTS
  if (next === undefined && finishing) return { want: renewed('CHARGE', 'price', now), reason: charging }
  const holdUntil = earliest(next?.start ?? addMinutes(now, RENEWED_MINUTES), latestStart ?? readyBy)
  const code = plan.provisional ? 'waiting_for_prices' : 'waiting_for_lower_price'
  return {
    want: { desired: 'HOLD', cause: 'price', validUntil: holdUntil },
    reason: { code, startsAt: next?.start ?? holdUntil },
  }
}

function renewed(desired: Want['desired'], cause: Want['cause'], now: Date): Want {
  return { desired, cause, validUntil: addMinutes(now, RENEWED_MINUTES) }
}
