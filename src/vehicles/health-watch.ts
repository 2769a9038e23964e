import { addMinutes } from 'date-fns'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import { HEALTH_STATES, type HealthState } from '../connections/health.ts'
import { noteTold } from '../connections/told-health-store.ts'
import { liveHealth } from './connection-health.ts'

const LOOK_MINUTES = 15
const PAGE = 1000

/**
 * Looks at every live connection once a quarter of an hour, and tells of those whose health has changed since somebody was
 * last told: in time for tonight, since what ends before the next ready-by time counts already.
 *
 * @returns a function to call at every tick
 */
export function createHealthWatch(
  deps: Pick<ConnectionDependencies, 'db' | 'events'>,
): (now: Date) => Promise<void> {
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
        if (await noteTold(deps.db, connectionId, { health, now })) {
          deps.events.connectionHealthChanged({ connectionId, carmaker, ...health })
        }
      }
      const last = page.at(-1)
      if (last === undefined || page.length < PAGE) break
      after = last.connectionId
    }
    deps.events.connectionsCounted([...counts].map(([state, connections]) => ({ state, connections })))
  }
}
