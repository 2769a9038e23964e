import { addSeconds } from 'date-fns'
import { NotFoundError } from '../base/errors.ts'
import { latest } from '../base/interval.ts'
import { hostsOf, type Host } from '../carmakers/host.ts'
import { makeDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import type { EventBody } from '../events/event.ts'
import { appendEvent } from '../events/outbox-store.ts'
import { makeDueInTurn } from '../vehicles/turn-store.ts'
import { endWaits, nextProber, usualSpacingSeconds } from './carmaker-wait-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { beginOutage, endOutage, openOutages, type OpenOutage } from './outage-store.ts'

/** Follows the breaker of a process, which begins with the outages that are known. */
export function createBreakerWatch(deps: ControlDependencies): () => Promise<void> {
  let resumed = false
  return async () => {
    if (!resumed) for (const outage of await openOutages(deps.db)) resume(deps, outage)
    resumed = true
    await followBreaker(deps)
    await appointProbers(deps)
  }
}

/** One from before regions were told apart is taken for one of each of them. Of what is configured no more nobody can be asked. */
function resume({ breaker, carmaker }: ControlDependencies, { host, since }: OpenOutage): void {
  const hosts = configured(() => hostsOf(carmaker(host.carmaker)))
  const isMeant = ({ region }: Host): boolean => host.region === null || region === host.region
  for (const one of hosts.filter(isMeant)) breaker.resume(one, since)
}

function configured(hosts: () => readonly Host[]): readonly Host[] {
  try {
    return hosts()
  } catch (error) {
    if (error instanceof NotFoundError) return []
    throw error
  }
}

/** Lets go, in order of their latest starts, the cars that waited for a carmaker which answers again. */
async function followBreaker(deps: ControlDependencies): Promise<void> {
  for (const { host, state } of deps.breaker.changes()) {
    deps.events.carmakerAvailability({ ...host, available: state === 'closed' })
    const now = deps.clock.now()
    if (state === 'open') {
      await tellAway(deps, host, now)
      continue
    }
    await deps.db.transaction().execute(async (trx) => {
      const from = await endOutage(trx, host, now)
      if (from !== undefined)
        await append(deps, { type: 'carmaker.back', data: { ...host, from, to: now } }, trx)
      const vehicleIds = await endWaits(trx, host)
      await makeDueInTurn(trx, vehicleIds, { from: now, perSecond: deps.carsPerSecond })
    })
    deps.wake()
  }
}

/**
 * Sees to it that a carmaker which is away is asked as soon as it may be: by the one whose latest start is nearest, and by the next if
 * that one found out nothing. Where few cars wait it is not asked more often than it would be about them if it answered.
 */
async function appointProbers({ db, breaker, carmaker, clock }: ControlDependencies): Promise<void> {
  for (const { host, notBefore, appointedFor, askedAt, asked } of breaker.unattended()) {
    const now = clock.now()
    const { lookRequests } = carmaker(host.carmaker).recipe
    const usual = addSeconds(askedAt, await usualSpacingSeconds(db, { host, now, lookRequests }))
    const at = latest(notBefore, usual, now)
    if (appointedFor !== null && at >= appointedFor) continue
    const prober = await nextProber(db, { host, asked, at })
    if (prober === undefined) continue
    breaker.appoint(host, prober, at)
    await makeDue(db, 'vehicle_due', prober, at)
  }
}

async function tellAway(deps: ControlDependencies, host: Host, since: Date): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    if (!(await beginOutage(trx, host, since))) return
    await append(deps, { type: 'carmaker.away', data: { ...host, since } }, trx)
  })
}

function append({ clock, randomness }: ControlDependencies, event: EventBody, trx: Trx): Promise<void> {
  return appendEvent(trx, { ...event, id: randomness.id(), vehicleId: null, at: clock.now() })
}
