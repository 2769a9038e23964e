import { addSeconds } from 'date-fns'
import { latest } from '../base/interval.ts'
import type { RateLimit } from '../hints/hints.ts'
import { fenced, settleDue } from '../database/claim-due.ts'
import { makeDueInTurn } from '../vehicles/turn-store.ts'
import { endWaits, saveWait } from './carmaker-wait-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { consentOf } from './gather.ts'
import { saveReason } from './intent-store.ts'
import type { Work } from './work.ts'

/** Cars of one carmaker that all processes together look after in a second. */
export const CARS_PER_SECOND = 100
/** A car that waits is thought of again within this time, one whose intent has run out sooner. Full jitter. */
const WAIT_SECONDS = 300
const URGENT_WAIT_SECONDS = 60
/** Allowed again after this long at most. */
const RATE_SECONDS = 2

/** Why a pass may not call its carmaker now, and when it may be tried again. */
export interface Stopped {
  readonly why: 'carmaker_away' | 'rate_limited'
  readonly until: Date
}

/**
 * Whether a pass may call the carmaker: it has to answer, and not to be asked too fast. This is the one place that backs off;
 * neither the HTTP client nor the adapters try anything twice. A withdrawal passes always: it is one call, and cannot wait.
 *
 * @returns `null` if it may
 */
export async function stoppedAtGate(work: Work): Promise<Stopped | null> {
  const { deps, connection } = work
  if (consentOf(connection) !== 'live') return null
  const admission = deps.breaker.admit(connection.carmaker)
  if (admission.kind === 'wait') {
    await wait(work, admission)
    return { why: 'carmaker_away', until: admission.until }
  }
  if (admission.kind === 'probe' || (await deps.takeTurn(connection.carmaker))) return null
  const until = addSeconds(deps.clock.now(), 1 + deps.randomness.fraction() * (RATE_SECONDS - 1))
  await fenced(deps.db, work.claim, (trx) => settleDue(trx, work.claim, until))
  return { why: 'rate_limited', until }
}

/** What is wanted stays; the driver is told why nothing happens. */
async function wait(
  { deps, claim, connection, known }: Work,
  { until, since }: { readonly until: Date; readonly since: Date },
): Promise<void> {
  const now = deps.clock.now()
  const isUrgent = known.intent === undefined || known.intent.validUntil <= now
  const seconds = deps.randomness.fraction() * (isUrgent ? URGENT_WAIT_SECONDS : WAIT_SECONDS)
  const { carmaker } = connection
  await fenced(deps.db, claim, async (trx) => {
    await saveWait(trx, { vehicleId: claim.key, carmaker, since: now })
    await saveReason(trx, claim.key, { code: 'carmaker_down', since })
    await settleDue(trx, claim, latest(until, addSeconds(now, seconds)))
  })
}

/** Lets go, in order of their latest starts, the cars that waited for a carmaker which answers again. */
export async function followBreaker(deps: ControlDependencies): Promise<void> {
  for (const { carmaker, state } of deps.breaker.changes()) {
    deps.events.carmakerAvailability({ carmaker, available: state === 'closed' })
    if (state === 'open') continue
    await deps.db.transaction().execute(async (trx) => {
      const vehicleIds = await endWaits(trx, carmaker)
      await makeDueInTurn(trx, vehicleIds, { from: deps.clock.now(), perSecond: deps.carsPerSecond })
    })
  }
}

/** At once as many as in a second. */
export function rateOf(perSecond: number): RateLimit {
  return { perSecond, burst: Math.max(1, perSecond) }
}
