import { addMinutes } from 'date-fns'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import type { Health } from '../connections/health.ts'
import { noteTold, toldBefore } from '../connections/told-health-store.ts'
import type { Trx } from '../database/database.ts'
import { HEALTH_STATES, type HealthState } from '../events/health-reasons.ts'
import { appendEvent } from '../events/outbox-store.ts'
import { connectionHealth, liveHealth, type ConnectionHealth } from './connection-health.ts'
import { listVehicles } from './vehicle-store.ts'

const LOOK_MINUTES = 15
const PAGE = 1000

type Dependencies = Pick<ConnectionDependencies, 'db' | 'events' | 'randomness'>

/** Tells of one connection at once, if its health has changed: something was just seen that changes it. */
export async function tellHealth(deps: Dependencies, connectionId: string, now: Date): Promise<void> {
  const found = await connectionHealth(deps.db, connectionId, now)
  if (found === undefined || found.health === null) return
  await tell(deps, { ...found, health: found.health }, now)
}

type Found = Pick<ConnectionHealth, 'connectionId' | 'carmaker'> & { readonly health: Health }

async function tell(deps: Dependencies, found: Found, now: Date): Promise<void> {
  const { connectionId, carmaker, health } = found
  const before = await toldBefore(deps.db, connectionId, health)
  if (before === 'this') return
  const told = await deps.db.transaction().execute(async (trx) => {
    if (!(await noteTold(trx, connectionId, { health, now }))) return false
    // That a new connection works is no news to the app that has just made it.
    if (before !== 'nothing' || health.reason !== 'all-well') await tellRetailer(deps, trx, { found, now })
    return true
  })
  if (told) deps.events.connectionHealthChanged({ connectionId, carmaker, ...health })
}

/** Of each car of the connection, in the transaction that notes it. */
async function tellRetailer(
  { randomness }: Dependencies,
  trx: Trx,
  { found, now }: { readonly found: Found; readonly now: Date },
): Promise<void> {
  const { connectionId, health: data } = found
  for (const { id: vehicleId } of await listVehicles(trx, { connectionId })) {
    await appendEvent(trx, { id: randomness.id(), vehicleId, at: now, type: 'connection.health', data })
  }
}

/**
 * Looks at every live connection once a quarter of an hour, and tells of those whose health has changed since somebody was
 * last told: in time for tonight, since what ends before the next ready-by time counts already.
 *
 * @returns a function to call at every tick
 */
export function createHealthWatch(deps: Dependencies): (now: Date) => Promise<void> {
  let next = new Date(0)
  return async (now) => {
    if (now < next) return
    next = addMinutes(now, LOOK_MINUTES)
    const counts = new Map<HealthState, number>(HEALTH_STATES.map((state) => [state, 0]))
    for (let after = ''; ;) {
      const page = await liveHealth(deps.db, { after, limit: PAGE, now })
      for (const { connectionId, carmaker, health } of page) {
        if (health === null) continue
        counts.set(health.state, (counts.get(health.state) ?? 0) + 1)
        await tell(deps, { connectionId, carmaker, health }, now)
      }
      const last = page.at(-1)
      if (last === undefined || page.length < PAGE) break
      after = last.connectionId
    }
    deps.events.connectionsCounted([...counts].map(([state, connections]) => ({ state, connections })))
  }
}
