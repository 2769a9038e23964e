import { addSeconds } from 'date-fns'
import type { RateLimit } from '../hints/hints.ts'
import { fenced, settleDue } from '../database/claim-due.ts'
import { makeDueInTurn } from '../vehicles/turn-store.ts'
import type { Trx } from '../database/database.ts'
import type { EventBody } from '../events/event.ts'
import { appendEvent } from '../events/outbox-store.ts'
import type { Outage } from './breaker.ts'
import { endWaits, saveWait } from './carmaker-wait-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { consentOf } from './gather.ts'
import { beginOutage, endOutage, openOutages } from './outage-store.ts'
import { isToBeGivenBack } from './held-back.ts'
import { saveReason } from './intent-store.ts'
import { rest } from './rest.ts'
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
 * neither the HTTP client nor the adapters try anything twice. A withdrawal passes always: it is one call, and cannot wait;
 * a car that is to be given back passes once in each outage.
 *
 * @returns `null` if it may
 */
export async function stoppedAtGate(work: Work): Promise<Stopped | null> {
  const { deps, connection, claim, known } = work
  if (consentOf(connection) !== 'live') return null
  const { carmaker } = connection
  const release = isToBeGivenBack(known) ? claim.key : undefined
  const admission = deps.breaker.admit(carmaker, release)
  if (admission.kind === 'wait') {
    await waitForCarmaker(work, { since: admission.since, nextProbe: admission.until })
    return { why: 'carmaker_away', until: admission.until }
  }
  if (admission.kind === 'probe' || (await deps.takeTurn(carmaker))) {
    if (release !== undefined) deps.breaker.tryRelease(carmaker, release)
    return null
  }
  const until = addSeconds(deps.clock.now(), 1 + deps.randomness.fraction() * (RATE_SECONDS - 1))
  await fenced(deps.db, work.claim, (trx) => settleDue(trx, work.claim, until))
  return { why: 'rate_limited', until }
}

/** What is wanted stays; the driver is told why nothing happens. */
export async function waitForCarmaker(work: Work, { since, nextProbe }: Outage): Promise<void> {
  const { deps, claim, connection, known } = work
  const now = deps.clock.now()
  const isUrgent = known.intent === undefined || known.intent.validUntil <= now
  const seconds = deps.randomness.fraction() * (isUrgent ? URGENT_WAIT_SECONDS : WAIT_SECONDS)
  const { carmaker } = connection
  await rest(work, {
    downSince: since,
    until: addSeconds(now, seconds),
    notBefore: nextProbe,
    also: async (trx) => {
      await saveWait(trx, { vehicleId: claim.key, carmaker, since: now })
      await saveReason(trx, claim.key, { code: 'carmaker_down', since })
    },
  })
}

/** Follows the breaker of a process, which begins with the outages that are known. */
export function createBreakerWatch(deps: ControlDependencies): () => Promise<void> {
  let resumed = false
  return async () => {
    if (!resumed)
      for (const { carmaker, since } of await openOutages(deps.db)) deps.breaker.resume(carmaker, since)
    resumed = true
    await followBreaker(deps)
  }
}

/** Lets go, in order of their latest starts, the cars that waited for a carmaker which answers again. */
async function followBreaker(deps: ControlDependencies): Promise<void> {
  for (const { carmaker, state } of deps.breaker.changes()) {
    deps.events.carmakerAvailability({ carmaker, available: state === 'closed' })
    const now = deps.clock.now()
    if (state === 'open') {
      await tellAway(deps, carmaker, now)
      continue
    }
    await deps.db.transaction().execute(async (trx) => {
      const from = await endOutage(trx, carmaker, now)
      if (from !== undefined)
        await append(deps, { type: 'carmaker.back', data: { carmaker, from, to: now } }, trx)
      const vehicleIds = await endWaits(trx, carmaker)
      await makeDueInTurn(trx, vehicleIds, { from: now, perSecond: deps.carsPerSecond })
    })
  }
}

async function tellAway(deps: ControlDependencies, carmaker: string, since: Date): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    if (!(await beginOutage(trx, carmaker, since))) return
    await append(deps, { type: 'carmaker.away', data: { carmaker, since } }, trx)
  })
}

function append({ clock, randomness }: ControlDependencies, event: EventBody, trx: Trx): Promise<void> {
  return appendEvent(trx, { ...event, id: randomness.id(), vehicleId: null, at: clock.now() })
}

/** At once as many as in a second. */
export function rateOf(perSecond: number): RateLimit {
  return { perSecond, burst: Math.max(1, perSecond) }
}
