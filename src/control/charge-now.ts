import { hoursBetween } from '../base/units.ts'
import { lockDue, makeDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { handBack } from '../vehicles/state-store.ts'
import { requireNoObstacle } from './charge-now-obstacle.ts'
import { chargeNowEnd, type ChargeNowWish } from './charge-now-wish.ts'
import type { ControlDependencies } from './dependencies.ts'
import type { Override } from './facts.ts'
import { endOverride, findOverride, saveOverride } from './intent-store.ts'
import { requireLiveConsent } from './live-consent.ts'

/**
 * The driver's "charge now": beats minimum, ready-by and price from the next pass on, until the end that is asked for; then
 * the plan rules again. A car that was last seen unplugged a while ago is looked at for it. Asking for the same again changes nothing, and does not put the end off; asking for another end does.
 *
 * @throws NotFoundError if there is no such vehicle
 * @throws ConflictError with one of `CHARGE_NOW_OBSTACLES` if nothing would come of it
 */
export async function chargeNow(
  deps: ControlDependencies,
  vehicleId: string,
  wish: ChargeNowWish = { until: 'target' },
): Promise<void> {
  const { awaitsPlug } = await requireNoObstacle(deps, vehicleId, wish)
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (trx) => {
    await lockDue(trx, 'vehicle_due', [vehicleId])
    const running = await findOverride(trx, vehicleId)
    if (running !== undefined && isSame(running, wish)) return
    const end = chargeNowEnd(wish, now)
    await saveOverride(trx, vehicleId, {
      ...{ kind: 'charge-now', since: now, end },
      ...(awaitsPlug && { awaitsPlug }),
    })
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
