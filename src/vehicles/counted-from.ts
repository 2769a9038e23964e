import { localDay } from '../base/local-time.ts'
import { promisedReadyBy, type ChargingPolicy, type VehicleState } from './vehicle.ts'

/** A change of what a driver wants of a car, at an instant. */
interface PolicyChange {
  readonly before: ChargingPolicy
  readonly policy: ChargingPolicy
  readonly now: Date
}

/**
 * From when the promise counts after a change of policy: anew. But one that was missed is not put off to the next night by it, unless the
 * driver names a later time of the same day: one night is one promise.
 */
export function countedFrom(
  { before, policy, now }: PolicyChange,
  state: Pick<VehicleState, 'readyByFrom' | 'pluggedInAt'>,
): Date {
  const missed = promisedReadyBy(before, state)
  if (state.pluggedInAt === null || missed > now) return now
  const anew = promisedReadyBy(policy, { readyByFrom: now })
  const isSameDay = localDay(anew, policy.timeZone) === localDay(missed, policy.timeZone)
  return isSameDay ? now : state.readyByFrom
}
