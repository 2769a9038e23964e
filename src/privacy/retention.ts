import { addMinutes } from 'date-fns'
import { subDays, subMonths } from '../base/calendar.ts'
import { forgetCommands } from '../control/command-store.ts'
import { forgetDecisions } from '../control/decision-log-store.ts'
import { forgetIncidents } from '../control/incident-store.ts'
import { forgetPlans } from '../control/plan-store.ts'
import { MARKET_TIME_ZONE } from '../base/local-time.ts'
import type { Database } from '../database/database.ts'
import { forgetEvents } from '../events/outbox-store.ts'
import { forgetSessions } from '../sessions/session-store.ts'
import { forgetMonthsBefore } from '../sites/month-to-date-store.ts'
import { oldestMonth } from '../sites/month-to-date.ts'
import { forgetCalls } from '../vehicles/call-store.ts'
import { forgetPastExceptions } from '../vehicles/policy-store.ts'
import { forgetTestCharges } from '../vehicles/test-charge-store.ts'
import { forgetTelemetry } from '../vehicles/telemetry-store.ts'
import { forgetExpiredConsumption, LOOK_MINUTES } from './consumption-retention.ts'

/** How long observations, and the decisions that rest on them, are kept, as the consent notice says. */
export const TELEMETRY_DAYS = 30
/** How long events wait for the retailer's back end: as long as observations, and no longer. */
const EVENT_DAYS = 30
/** How long plans, commands and sessions are kept, as the consent notice says: to answer for the service. */
export const SERVICE_MONTHS = 13

/** Drops what has been kept for as long as was promised. Run as often as one likes; a run that fails is made up for. */
export async function forgetExpired(db: Database, now: Date): Promise<void> {
  await forgetTelemetry(db, subDays(now, TELEMETRY_DAYS))
  await forgetDecisions(db, subDays(now, TELEMETRY_DAYS))
  await forgetEvents(db, subDays(now, EVENT_DAYS))
  const served = subMonths(now, SERVICE_MONTHS)
  await forgetCommands(db, served)
  await forgetIncidents(db, served)
  await forgetPlans(db, served)
  await forgetCalls(db, served)
  await forgetTestCharges(db, served)
  await forgetSessions(db, served)
  await forgetPastExceptions(db, now)
  await forgetMonthsBefore(db, oldestMonth(now, MARKET_TIME_ZONE))
}

/**
 * Once an hour of world time is often enough for limits counted in days; readings are kept for hours.
 *
 * @returns a function to call at every tick
 */
export function createRetention(db: Database): (now: Date) => Promise<void> {
  const runs = [
    { minutes: LOOK_MINUTES, forget: forgetExpiredConsumption, next: new Date(0) },
    { minutes: 60, forget: forgetExpired, next: new Date(0) },
  ]
  return async (now) => {
    for (const run of runs) {
      if (now < run.next) continue
      run.next = addMinutes(now, run.minutes)
      await run.forget(db, now)
    }
  }
}
