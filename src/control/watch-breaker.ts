import { addMilliseconds, addSeconds } from 'date-fns'
import { NotFoundError } from '../base/errors.ts'
import { latest } from '../base/interval.ts'
import { hostsOf, type Host } from '../carmakers/host.ts'
import { makeDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import type { EventBody } from '../events/event.ts'
import { appendEvent } from '../events/outbox-store.ts'
import { lockTurns, makeDueInTurn } from '../vehicles/turn-store.ts'
import type { BreakerChange } from './breaker.ts'
import type { KnownOutage } from './breaker-state.ts'
import { endWaits, nextProber, usualSpacingSeconds, waitingFor } from './carmaker-wait-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { beginOutage, endOutage, openOutages, type OpenOutage } from './outage-store.ts'
import { appointProber } from './probe-store.ts'

/**
 * Follows the breaker of a process, and has it follow what the others have found out.
 *
 * @returns a function to call at every tick; `hasOutage`: an outage is written down. Without one, and while this process knows of none,
 *   nobody is asked
 */
export function createBreakerWatch(deps: ControlDependencies): (hasOutage: boolean) => Promise<void> {
  const untold: BreakerChange[] = []
  return async (hasOutage) => {
    await followBreaker(deps, untold)
    if (!hasOutage && deps.breaker.away().length === 0) return
    await followOthers(deps)
    await followBreaker(deps, untold)
    await appointProbers(deps)
  }
}

/** What all processes know by now: which hosts are away, who asks them next and when, and which are back. */
async function followOthers(deps: ControlDependencies): Promise<void> {
  const { db, breaker } = deps
  const known = (await openOutages(db)).flatMap((outage) => hostsMeant(deps, outage))
  for (const [host, outage] of known) breaker.follow(host, outage)
  const isKnown = (host: Host): boolean =>
    known.some(([{ carmaker, region }]) => carmaker === host.carmaker && region === host.region)
  for (const host of breaker.away().filter((one) => !isKnown(one))) breaker.tellBack(host)
}

/** One from before regions were told apart is taken for one of each of them. Of what is configured no more nobody can be asked. */
function hostsMeant(
  { carmaker }: ControlDependencies,
  { host, ...outage }: OpenOutage,
): readonly (readonly [Host, KnownOutage])[] {
  const hosts = configured(() => hostsOf(carmaker(host.carmaker)))
  return hosts
    .filter(({ region }) => host.region === null || region === host.region)
    .map((one) => [one, outage])
}

function configured(hosts: () => readonly Host[]): readonly Host[] {
  try {
    return hosts()
  } catch (error) {
    if (error instanceof NotFoundError) return []
    throw error
  }
}

/**
 * Writes down what this process has found out, and lets go, in order of their latest starts, the cars that waited for a carmaker which answers
 * again. What is so no more by now is not told; what could not be written down stays `untold`, and comes first the next time.
 */
async function followBreaker(deps: ControlDependencies, untold: BreakerChange[]): Promise<void> {
  untold.push(...deps.breaker.changes())
  for (let change = untold[0]; change !== undefined; change = untold[0]) {
    await tellChange(deps, change)
    untold.shift()
  }
}

async function tellChange(deps: ControlDependencies, { host, state }: BreakerChange): Promise<void> {
  deps.events.carmakerAvailability({ ...host, available: state === 'closed' })
  const outage = deps.breaker.openOf(host)
  if (state === 'open' && outage !== null) await tellAway(deps, host, outage)
  if (state === 'closed' && outage === null) await letGo(deps, host)
}

async function letGo(deps: ControlDependencies, host: Host): Promise<void> {
  const { carsPerSecond: perSecond } = deps
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (trx) => {
    await lockTurns(trx, await waitingFor(trx, host))
    const from = await endOutage(trx, host, now)
    if (from !== undefined)
      await append(deps, { type: 'carmaker.back', data: { ...host, from, to: now } }, trx)
    const vehicleIds = await endWaits(trx, host)
    // Whoever has found out has had the first turn.
    await makeDueInTurn(trx, vehicleIds, { from: addMilliseconds(now, 1_000 / perSecond), perSecond })
  })
  deps.wake()
}

/**
 * Sees to it that a carmaker which is away is asked as soon as it may be: by the one whose latest start is nearest, and by the next if
 * that one found out nothing. Where few cars wait it is not asked more often than it would be about them if it answered.
 */
async function appointProbers({ db, breaker, carmaker, clock }: ControlDependencies): Promise<void> {
  for (const { host, notBefore, appointedFor, known } of breaker.unattended()) {
    const now = clock.now()
    const { lookRequests } = carmaker(host.carmaker).recipe
    const usual = addSeconds(known.askedAt, await usualSpacingSeconds(db, { host, now, lookRequests }))
    const at = latest(notBefore, usual, now)
    if (appointedFor !== null && at >= appointedFor) continue
    const prober = await nextProber(db, { host, at })
    // Where another process has chosen meanwhile, this one learns whom at its next tick.
    if (prober === undefined || !(await appointProber(db, host, { known, prober, at }))) continue
    breaker.appoint(host, prober, at)
    await makeDue(db, 'vehicle_due', prober, at)
  }
}

async function tellAway(deps: ControlDependencies, host: Host, outage: KnownOutage): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    if (!(await beginOutage(trx, host, outage))) return
    await append(deps, { type: 'carmaker.away', data: { ...host, since: outage.since } }, trx)
  })
}

function append({ clock, randomness }: ControlDependencies, event: EventBody, trx: Trx): Promise<void> {
  return appendEvent(trx, { ...event, id: randomness.id(), vehicleId: null, at: clock.now() })
}
