import { addMinutes } from 'date-fns'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import { HEALTH_STATES, type Health, type HealthState } from '../connections/health.ts'
import { noteTold } from '../connections/told-health-store.ts'
import { connectionHealth, liveHealth, type ConnectionHealth } from './connection-health.ts'

const LOOK_MINUTES = 15
const PAGE = 1000

type Dependencies = Pick<ConnectionDependencies, 'db' | 'events'>

/** Tells of one connection at once, if its health has changed: something was just seen that changes it. */
export async function tellHealth(deps: Dependencies, connectionId: string, now: Date): Promise<void> {
  const found = await connectionHealth(deps.db, connectionId, now)
  if (found === undefined || found.health === null) return
  await tell(deps, { ...found, health: found.health }, now)
}

type Found = Pick<ConnectionHealth, 'connectionId' | 'carmaker'> & { readonly health: Health }

async function tell(
  { db, events }: Dependencies,
  { connectionId, carmaker, health }: Found,
  now: Date,
): Promise<void> {
  if (!(await noteTold(db, connectionId, { health, now }))) return
  events.connectionHealthChanged({ connectionId, carmaker, ...health })
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
