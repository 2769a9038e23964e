import { ORDINARY_RECIPE } from '../carmakers/command-recipe.ts'
import { ALONE, factsOf } from '../control/facts-of.ts'
import type { Known } from '../control/known.ts'
import { wanted } from '../control/wanted.ts'
import { countedFrom } from '../vehicles/counted-from.ts'
import { reachableTarget, type ChargingPolicy } from '../vehicles/vehicle.ts'
import type { Wish } from './night.ts'

/** What a driver's wish changes in the tables; see `changePolicy` and `chargeNow`. Of a wish that the API refuses, nothing. */
export function wished(
  known: Known,
  wish: Wish,
  now: Date,
): Partial<Pick<Known, 'policy' | 'state' | 'override'>> {
  const { policy, state } = known
  if (wish.kind === 'charge-now') {
    const override = { kind: 'charge-now', since: now, end: wish.end } as const
    return isRefused(known, override, now) ? {} : { override }
  }
  const change = wish.kind === 'pause' ? { paused: true, pausedUntil: wish.until } : { readyBy: wish.readyBy }
  return withPolicy(policy, { ...policy, ...change, version: policy.version + 1 }, { state, now })
}

/** As `obstacleIn` has it: control itself is asked what it would make of the wish. */
function isRefused(known: Known, override: NonNullable<Known['override']>, now: Date): boolean {
  const { vehicle, state, policy, plan: followed = null } = known
  const brand = { recipe: ORDINARY_RECIPE, canWake: true, readOnly: false, carmakerDownSince: null }
  const facts = factsOf(known, 'live', { now, vehicle, state, followed, room: ALONE, ...brand })
  const { want } = wanted({ ...facts, override })
  if (want?.cause !== 'charge-now') return true
  const charge = state?.charge
  const isReached = charge != null && (charge.socPercent ?? 0) >= reachableTarget(policy, charge)
  return isReached && override.end?.until === 'target'
}

function withPolicy(
  before: ChargingPolicy,
  policy: ChargingPolicy,
  { state, now }: { readonly state: Known['state']; readonly now: Date },
): Pick<Known, 'policy' | 'state'> {
  if (state === undefined) return { policy, state }
  return { policy, state: { ...state, readyByFrom: countedFrom({ before, policy, now }, state) } }
}
