import { addSeconds } from 'date-fns'
import type { Host } from '../carmakers/host.ts'
import { fenced, settleDue } from '../database/claim-due.ts'
import type { RateLimit } from '../hints/hints.ts'
import type { Admission, Applicant, Wait } from './breaker-state.ts'
import { saveWait } from './carmaker-wait-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { consentOf } from './gather.ts'
import { isOverSince } from './outage-store.ts'
import { isToBeGivenBack } from './held-back.ts'
import { saveReason } from './intent-store.ts'
import { rest } from './rest.ts'
import { hostFor, type Work } from './work.ts'

/** Cars of one carmaker that all processes together look after in a second. */
export const CARS_PER_SECOND = 100
/** A car that waits is thought of again within this time, though it is let go as soon as its carmaker is back. Full jitter. */
const WAIT_SECONDS = 300

/** Why a pass may not call its carmaker now, and when it may be tried again. */
export interface Stopped {
  readonly why: 'carmaker_away' | 'rate_limited'
  readonly until: Date
}

/**
 * Whether a pass may call the carmaker: it has to answer, and not to be asked too fast. This is the one place that backs off;
 * neither the HTTP client nor the adapters try anything twice. A withdrawal passes always: it is one call, and cannot wait;
 * a car that is to be given back passes once in each outage.
 *
 * @returns `null` if it may
 */
export async function stoppedAtGate(work: Work): Promise<Stopped | null> {
  const { deps, connection, claim, known } = work
  if (consentOf(connection) !== 'live') return null
  const { carmaker } = connection
  const host = hostFor(work)
  const applicant = { vehicleId: claim.key, release: isToBeGivenBack(known) }
  const admission = await admit(deps, host, applicant)
  if (admission.kind === 'wait') {
    await waitForCarmaker(work, admission)
    return { why: 'carmaker_away', until: admission.until }
  }
  if (admission.kind === 'probe' || (await deps.takeTurn(carmaker))) {
    if (applicant.release) deps.breaker.tryRelease(host, claim.key)
    return null
  }
  // It stays due: the loop takes those that wait in order, as fast as is allowed.
  deps.queues.begin(carmaker)
  const until = deps.clock.now()
  await fenced(deps.db, work.claim, (trx) => settleDue(trx, work.claim, until))
  return { why: 'rate_limited', until }
}

/** Who is told to wait asks whether another process has found the carmaker back meanwhile: cars are let go by all at once. */
async function admit(
  { db, breaker }: ControlDependencies,
  host: Host,
  applicant: Applicant,
): Promise<Admission> {
  const admission = breaker.admit(host, applicant)
  if (admission.kind !== 'wait' || !(await isOverSince(db, host, admission.since))) return admission
  breaker.tellBack(host)
  return { kind: 'free' }
}

/** What is wanted stays; the driver is told why nothing happens. */
export async function waitForCarmaker(
  work: Work,
  { since, until: notBefore, isProber = false }: Pick<Wait, 'since' | 'until'> & Partial<Wait>,
): Promise<void> {
  const { deps, claim } = work
  const now = deps.clock.now()
  const seconds = deps.randomness.fraction() * WAIT_SECONDS
  await rest(work, {
    downSince: since,
    until: isProber ? notBefore : addSeconds(now, seconds),
    notBefore,
    also: async (trx) => {
      await saveWait(trx, { vehicleId: claim.key, host: hostFor(work), since: now })
      await saveReason(trx, claim.key, { code: 'carmaker_down', since })
    },
  })
}

/** At once as many as in a second. */
export function rateOf(perSecond: number): RateLimit {
  return { perSecond, burst: Math.max(1, perSecond) }
}
