import { addHoursExact, hoursBetween } from '../base/units.ts'
import { ConflictError } from '../base/errors.ts'
import { isPluggedIn, type ChargeState } from '../carmakers/charge-state.ts'
import { lockDue, makeDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { findPolicy } from '../vehicles/policy-store.ts'
import { findState, handBack } from '../vehicles/state-store.ts'
import { policyAt, policyFor, reachableTarget, type ChargingPolicy } from '../vehicles/vehicle.ts'
import type { ControlDependencies } from './dependencies.ts'
import type { ChargeNowEnd, Override } from './facts.ts'
import { endOverride, findOverride, saveOverride } from './intent-store.ts'
import { requireLiveConsent } from './live-consent.ts'

/** For how long charge now may be asked for, in hours. */
export const MOST_HOURS = 24

/** When charge now is to end, as a driver says it. Unplugging ends it in any case. */
export type ChargeNowWish =
  /** The policy's own target if none is told, 1 to 100. */
  | { readonly until: 'target'; readonly targetPercent?: number | undefined }
  /** More than 0, at most {@link MOST_HOURS}. */
  | { readonly until: 'time'; readonly hours: number }
  | { readonly until: 'unplugged' }

/**
 * The driver's "charge now": beats minimum, ready-by and price from the next pass on, until the end that is asked for; then
 * the plan rules again. Asking for the same again changes nothing, and does not put the end off; asking for another end does.
 *
 * @throws NotFoundError if there is no such vehicle
 * @throws ConflictError `consent-missing` without live consent, `vehicle-not-plugged-in` if it is not plugged in, `paused` in a pause,
 *   `target-above-vehicle-limit` if the car would stop before, `target-already-reached` if there is nothing to charge
 */
export async function chargeNow(
  deps: ControlDependencies,
  vehicleId: string,
  wish: ChargeNowWish = { until: 'target' },
): Promise<void> {
  await requireLiveConsent(deps, vehicleId)
  await requireCharging(deps, vehicleId, wish)
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (trx) => {
    await lockDue(trx, 'vehicle_due', [vehicleId])
    const running = await findOverride(trx, vehicleId)
    if (running === undefined || !isSame(running, wish)) {
      await saveOverride(trx, vehicleId, { kind: 'charge-now', since: now, end: endOf(wish, now) })
    }
    await makeDue(trx, 'vehicle_due', vehicleId, now)
  })
  deps.wake()
}

/**
 * Lets Ladeplan take over again: ends charge now, and what was started or stopped by hand counts no more. The plan rules from
 * the next pass on. Without anything to end it changes nothing.
 *
 * @throws NotFoundError if there is no such vehicle
 * @throws ConflictError `consent-missing` without live consent
 */
export async function letPlanRule(deps: ControlDependencies, vehicleId: string): Promise<void> {
  await end(deps, vehicleId, async (trx, now) => {
    await endOverride(trx, vehicleId)
    await handBack(trx, vehicleId, now)
  })
}

/**
 * Takes "charge now" back; what was begun or ended by hand stays as it is.
 *
 * @throws NotFoundError if there is no such vehicle
 * @throws ConflictError `consent-missing` without live consent
 */
export async function cancelChargeNow(deps: ControlDependencies, vehicleId: string): Promise<void> {
  await end(deps, vehicleId, async (trx) => {
    const running = await findOverride(trx, vehicleId)
    if (running?.kind === 'charge-now') await endOverride(trx, vehicleId, running)
  })
}

async function end(
  deps: ControlDependencies,
  vehicleId: string,
  change: (trx: Trx, now: Date) => Promise<void>,
): Promise<void> {
  await requireLiveConsent(deps, vehicleId)
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (trx) => {
    await lockDue(trx, 'vehicle_due', [vehicleId])
    await change(trx, now)
    await makeDue(trx, 'vehicle_due', vehicleId, now)
  })
  deps.wake()
}

function endOf(wish: ChargeNowWish, now: Date): ChargeNowEnd {
  return wish.until === 'time' ? { until: 'time', endsAt: addHoursExact(now, wish.hours) } : wish
}

/** Whether the running will is what is asked for now: a request that is sent twice must not put the end off. */
function isSame({ kind, since, end: running = { until: 'target' } }: Override, wish: ChargeNowWish): boolean {
  if (kind !== 'charge-now' || running.until !== wish.until) return false
  if (running.until === 'target' && wish.until === 'target')
    return running.targetPercent === wish.targetPercent
  if (running.until === 'time' && wish.until === 'time')
    return Math.abs(hoursBetween(since, running.endsAt) - wish.hours) < SAME_HOURS
  return true
}

/** Instants are kept in milliseconds. */
const SAME_HOURS = 1e-6

/** Refuses what could not be done, before anything is promised. */
async function requireCharging(
  { db, clock }: ControlDependencies,
  vehicleId: string,
  wish: ChargeNowWish,
): Promise<void> {
  const state = await findState(db, vehicleId)
  const charge = state?.charge
  if (charge == null || !isPluggedIn(charge.status)) {
    throw new ConflictError(
      'vehicle-not-plugged-in',
      'The car is not plugged in. Plug it in, then charge now.',
    )
  }
  const stored = await findPolicy(db, vehicleId)
  if (stored === undefined) return
  const policy = policyFor(policyAt(stored, clock.now()), state)
  if (policy.paused) throw new ConflictError('paused', PAUSED)
  if (wish.until === 'target') requireReachable(wish.targetPercent, policy, charge)
}

/** A pause beats charge now: what is asked for in one would never be done. */
const PAUSED = 'Smart charging is paused, and the car is left to itself. End the pause, then charge now.'

function requireReachable(told: number | undefined, policy: ChargingPolicy, charge: ChargeState): void {
  const { limitPercent, socPercent } = charge
  if (told !== undefined && limitPercent !== null && told > limitPercent) {
    throw new ConflictError(
      'target-above-vehicle-limit',
      `targetPercent is ${String(told)}, but the car's own limit is ${String(limitPercent)}. Ask for no more, or raise the limit in the car.`,
    )
  }
  const target = told ?? reachableTarget(policy, charge)
  if (socPercent === null || socPercent < target) return
  throw new ConflictError(
    'target-already-reached',
    `The car is at ${String(socPercent)} %, and charge now would end at ${String(target)} %. Ask for a higher targetPercent, or for hours.`,
  )
}
