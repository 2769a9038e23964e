import type { Clock } from '../base/clock.ts'
import { databaseTime, type Database } from '../database/database.ts'
import type { BusinessEvents } from '../observability/business-events.ts'

/** Most that the clock of a process may differ from the database's, either way. */
export const MOST_SKEW_SECONDS = 2

export interface ClockWatch {
  readonly db: Database
  readonly clock: Clock
  readonly events: Pick<BusinessEvents, 'clockCompared'>
}

/**
 * Compares a process's clock with the database's, which is the same for all processes: one whose clock is wrong would
 * start and stop cars at the wrong time, and so must not look after any.
 *
 * @returns a function that tells whether the clocks agree now
 */
export function createClockWatch({ db, clock, events }: ClockWatch): () => Promise<boolean> {
  return async () => {
    const asked = clock.now().getTime()
    const told = (await databaseTime(db)).getTime()
    const answered = clock.now().getTime()
    // The database looked at its clock somewhere between: what that may be off by is no fault of the clock.
    const ahead = (told < asked ? asked - told : Math.min(0, answered - told)) / 1000
    const agrees = Math.abs(ahead) <= MOST_SKEW_SECONDS
    events.clockCompared({ secondsAhead: ahead, agrees })
    return agrees
  }
}
