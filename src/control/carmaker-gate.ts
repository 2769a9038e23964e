import { addSeconds } from 'date-fns'
import type { Host } from '../carmakers/host.ts'
import { fenced, settleDue } from '../database/claim-due.ts'
import type { RateLimit } from '../hints/hints.ts'
import { seatEnd, type Admission, type Applicant, type Wait } from './breaker-state.ts'
import { saveWait } from './carmaker-wait-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { consentOf } from './gather.ts'
import { isOverSince, openOutageOf } from './outage-store.ts'
import { claimProbe } from './probe-store.ts'
import { isToBeGivenBack } from './held-back.ts'
import { saveReason } from './intent-store.ts'
import { rest } from './rest.ts'
import { hostFor, type Work } from './work.ts'

/** Cars of one carmaker that all processes together look after in a second. */
export const CARS_PER_SECOND = 100
/**
 * A car that waits is let go when its carmaker is back, and thought of before where there is something to tell, or something else is to be
 * wanted. Beside that only for safety, after so long, some a little sooner.
 */
const WAIT_SECONDS = 900
const SOONER_SHARE = 0.2

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

/**
 * Who is told to wait asks whether another process has found the carmaker back meanwhile: cars are let go by all at once. Who is to find that
 * out asks whether another one does so already.
 */
async function admit(deps: ControlDependencies, host: Host, applicant: Applicant): Promise<Admission> {
  const { db, breaker } = deps
  const asked = breaker.admit(host, applicant)
  const admission = asked.kind === 'probe' ? await claimed(deps, host, applicant) : asked
  if (admission.kind !== 'wait' || !(await isOverSince(db, host, admission.since))) return admission
  breaker.tellBack(host)
  return { kind: 'free' }
}

/** One call for all processes: whoever is not given it goes by what they know. */
async function claimed(
  { db, breaker, clock }: ControlDependencies,
  host: Host,
  { vehicleId }: Applicant,
): Promise<Admission> {
  const outage = breaker.openOf(host)
  if (outage === null) return { kind: 'free' }
  const { since, nextProbe } = outage
  if (await claimProbe(db, host, { vehicleId, now: clock.now(), nextProbe })) return { kind: 'probe' }
  const known = (await openOutageOf(db, host)) ?? outage
  breaker.follow(host, known)
  return { kind: 'wait', since, until: seatEnd(known), isProber: false }
}

/** What is wanted stays; the driver is told why nothing happens. */
export async function waitForCarmaker(
  work: Work,
  { since, until: notBefore, isProber = false }: Pick<Wait, 'since' | 'until'> & Partial<Wait>,
): Promise<void> {
  const { deps, claim } = work
  const now = deps.clock.now()
  const seconds = (1 - deps.randomness.fraction() * SOONER_SHARE) * WAIT_SECONDS
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
