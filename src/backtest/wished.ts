import { isPluggedIn } from '../carmakers/charge-state.ts'
import type { Known } from '../control/known.ts'
import { countedFrom } from '../vehicles/counted-from.ts'
import { reachableTarget, type ChargingPolicy } from '../vehicles/vehicle.ts'
import type { Wish } from './night.ts'

/** What a driver's wish changes in the tables; see `changePolicy` and `chargeNow`. Of a wish that the API refuses, nothing. */
export function wished(
  { policy, state }: Pick<Known, 'policy' | 'state'>,
  wish: Wish,
  now: Date,
): Partial<Pick<Known, 'policy' | 'state' | 'override'>> {
  if (wish.kind === 'charge-now') {
    const charge = state?.charge
    if (charge == null || !isPluggedIn(charge.status)) return {}
    const isReached = (charge.socPercent ?? 0) >= reachableTarget(policy, charge)
    if (isReached && wish.end.until === 'target') return {}
    return { override: { kind: 'charge-now', since: now, end: wish.end } }
  }
  const change = wish.kind === 'pause' ? { paused: true, pausedUntil: wish.until } : { readyBy: wish.readyBy }
  return withPolicy(policy, { ...policy, ...change, version: policy.version + 1 }, { state, now })
}

function withPolicy(
  before: ChargingPolicy,
  policy: ChargingPolicy,
  { state, now }: { readonly state: Known['state']; readonly now: Date },
): Pick<Known, 'policy' | 'state'> {
  if (state === undefined) return { policy, state }
  return { policy, state: { ...state, readyByFrom: countedFrom({ before, policy, now }, state) } }
}
