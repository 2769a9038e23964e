import type { Vehicle, VehicleState } from '../vehicles/vehicle.ts'
import type { Facts } from './facts.ts'
import type { Known } from './gather.ts'
import { urgency } from './make-plan.ts'
import type { StoredPlan } from './plan-store.ts'

/** What a decision rests on, from what is stored and what was seen just now. */
export function factsOf(
  known: Known,
  consent: Facts['consent'],
  seen: { now: Date; state: VehicleState | undefined; vehicle: Vehicle; followed: StoredPlan | null },
): Facts {
  const { now, state, vehicle, followed } = seen
  const { policy } = known
  const pressed = state === undefined ? null : urgency({ now, vehicle, policy, state, previous: followed })
  return {
    now,
    consent,
    policy,
    homePlug: vehicle.homePlug,
    state,
    followed,
    latestStart: pressed?.latestStart ?? null,
    finishAt: pressed?.finishAt ?? null,
    override: known.override ?? null,
    previous: known.intent ?? null,
    commands: known.commands,
    spentToday: known.spentToday,
  }
}
