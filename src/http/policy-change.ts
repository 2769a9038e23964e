import type { z } from 'zod'
import type { ControlDependencies } from '../control/dependencies.ts'
import { changePolicy } from '../vehicles/policy-store.ts'
import type { ChargingPolicy } from '../vehicles/vehicle.ts'
import { entityTag, staleTag } from './entity-tag.ts'
import type { policyRequestSchema } from './schemas.ts'

/** A policy as a client tells it, admitted. */
export type ToldPolicy = z.infer<ReturnType<typeof policyRequestSchema>>

/**
 * Stores what the driver wants now, if `version` is still the present one, and has the car looked at.
 *
 * @throws ProblemError `precondition-failed` if somebody changed it in between
 */
export async function storePolicy(
  control: ControlDependencies,
  vehicleId: string,
  { weekdays, exceptions, pausedUntil, ...wanted }: ToldPolicy,
  version: number,
): Promise<ChargingPolicy> {
  const differs = Object.keys(weekdays).length > 0 || exceptions.length > 0
  const policy: ChargingPolicy = {
    ...wanted,
    version,
    ...(differs && { departures: { weekdays, exceptions } }),
    ...(pausedUntil !== null && { pausedUntil }),
  }
  const change = { vehicleId, policy, now: control.clock.now() }
  const changed = await control.db.transaction().execute((trx) => changePolicy(trx, change))
  if (changed === undefined) throw staleTag(entityTag(version))
  control.wake()
  return changed
}
