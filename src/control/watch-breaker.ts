import { latest } from '../base/interval.ts'
import { makeDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import type { EventBody } from '../events/event.ts'
import { appendEvent } from '../events/outbox-store.ts'
import { makeDueInTurn } from '../vehicles/turn-store.ts'
import { endWaits, nextProber } from './carmaker-wait-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { beginOutage, endOutage, openOutages } from './outage-store.ts'

/** Follows the breaker of a process, which begins with the outages that are known. */
export function createBreakerWatch(deps: ControlDependencies): () => Promise<void> {
  let resumed = false
  return async () => {
    if (!resumed)
      for (const { carmaker, since } of await openOutages(deps.db)) deps.breaker.resume(carmaker, since)
    resumed = true
    await followBreaker(deps)
    await appointProbers(deps)
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
    deps.wake()
  }
}

/**
 * Sees to it that a carmaker which is away is asked as soon as it may be, however few cars wait: by the one whose latest start is
 * nearest, and by the next if that one found out nothing.
 */
async function appointProbers({ db, breaker, clock }: ControlDependencies): Promise<void> {
  for (const { carmaker, nextProbe, asked } of breaker.unattended()) {
    const at = latest(nextProbe, clock.now())
    const prober = await nextProber(db, { carmaker, asked, at })
    if (prober === undefined) continue
    breaker.appoint(carmaker, prober)
    await makeDue(db, 'vehicle_due', prober, at)
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
