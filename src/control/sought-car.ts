import { addMinutes } from 'date-fns'
import type { ChargeState } from '../carmakers/charge-state.ts'
import type { VehicleState } from '../vehicles/vehicle.ts'
import type { Override } from './facts.ts'

/** For so long charge now waits for a car that was last seen unplugged: one that is plugged in later is another stay's. Minutes. */
const SOUGHT_MINUTES = 15

/** Charge now was pressed for a car that was seen unplugged before, and no report since says that it still is. */
export function isSought(
  override: Override | null | undefined,
  charge: Pick<ChargeState, 'status' | 'observedAt'> | null | undefined,
  now: Date,
): override is Override {
  if (override?.awaitsPlug !== true || charge?.status !== 'disconnected') return false
  return charge.observedAt < override.since && now < soughtUntil(override)
}

/** Whether the car is to be asked because of it: once. */
export function isToBeSought(
  { override, state }: { readonly override?: Override | undefined; readonly state: VehicleState | undefined },
  now: Date,
): boolean {
  return isSought(override, state?.charge, now) && state !== undefined && state.checkedAt < override.since
}

export function soughtUntil({ since }: Override): Date {
  return addMinutes(since, SOUGHT_MINUTES)
}

/** Whether a stay at the plug is the one that the driver meant: a stay that begins after it ends their will, unless they pressed for it. */
export function isOfStay(override: Override, pluggedInAt: Date | null): boolean {
  if (pluggedInAt === null || pluggedInAt <= override.since) return true
  return override.awaitsPlug === true && pluggedInAt <= soughtUntil(override)
}
