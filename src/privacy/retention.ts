import { subDays, subMonths } from 'date-fns'
import { forgetCommands } from '../control/command-store.ts'
import { forgetPlans } from '../control/plan-store.ts'
import type { Database } from '../database/database.ts'
import { forgetSessions } from '../sessions/session-store.ts'
import { forgetTelemetry } from '../vehicles/state-store.ts'

/** How long observations are kept, as the consent notice says. */
export const TELEMETRY_DAYS = 30
/** How long plans, commands and sessions are kept, as the consent notice says: to answer for the service. */
export const SERVICE_MONTHS = 13

/** Drops what has been kept for as long as was promised. Run as often as one likes; a run that fails is made up for. */
export async function forgetExpired(db: Database, now: Date): Promise<void> {
  await forgetTelemetry(db, subDays(now, TELEMETRY_DAYS))
  const served = subMonths(now, SERVICE_MONTHS)
  await forgetCommands(db, served)
  await forgetPlans(db, served)
  await forgetSessions(db, served)
}

/** Once an hour of world time is often enough for limits counted in days. @returns a function to call at every tick */
export function createRetention(db: Database): (now: Date) => Promise<void> {
  let nextRun = new Date(0)
  return async (now) => {
    if (now < nextRun) return
    nextRun = new Date(now.getTime() + 3_600_000)
    await forgetExpired(db, now)
  }
}
