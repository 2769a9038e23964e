import { addMinutes } from 'date-fns'
import { claimDue, fenced, LeaseLostError, settleDue, type Claim } from '../database/claim-due.ts'
import type { ControlDependencies } from './dependencies.ts'
import { pass } from './pass.ts'

/** Vehicles claimed at a time: few enough that the last is reached well within its lease. */
const BATCH = 8
/** After a fault of our own the vehicle is looked at again soon, not at once. */
const FAULT_MINUTES = 1

/**
 * Looks after every vehicle that is due, one batch. Level-triggered: what is wanted is derived anew from stored facts at
 * each pass, so a lost event, a crash or a missed tick costs one tick and nothing else.
 *
 * @returns how many vehicles were looked after; none means that nothing is due
 */
export async function lookAfterVehicles(deps: ControlDependencies): Promise<number> {
  const claims = await claimDue(deps.db, { table: 'vehicle_due', now: deps.clock.now(), limit: BATCH })
  for (const claim of claims) await safely(deps, claim)
  return claims.length
}

/** A fault with one vehicle must not keep the others from being looked after. */
async function safely(deps: ControlDependencies, claim: Claim): Promise<void> {
  const startedAt = deps.processClock.now().getTime()
  try {
    const reason = await pass(deps, claim)
    const durationMs = deps.processClock.now().getTime() - startedAt
    deps.events.passDone({ vehicleId: claim.key, reason, durationMs })
  } catch (error) {
    if (error instanceof LeaseLostError) return
    deps.events.passFailed({ vehicleId: claim.key, error })
    const nextDue = addMinutes(deps.clock.now(), FAULT_MINUTES)
    await fenced(deps.db, claim, (trx) => settleDue(trx, claim, nextDue)).catch((second: unknown) => {
      if (!(second instanceof LeaseLostError))
        deps.events.somethingFailed({ where: 'control loop', error: second })
    })
  }
}
