import { StoppingError, WrongClockError } from '../base/errors.ts'
import { ping } from '../database/database.ts'
import { createClockWatch, type ClockWatch } from './clock-watch.ts'

export interface ReadinessParts extends ClockWatch {
  readonly isStopping?: (() => boolean) | undefined
  /** World time is the database's; left out: it is stepped, and there is nothing to compare. */
  readonly isWorldTimeReal?: boolean | undefined
}

/**
 * Whether a process is to be sent anything: not once it is told to end, not without its database, and not while its clock is
 * wrong, since whatever it tells of now and next would be wrong as well.
 *
 * @returns a function that throws StoppingError, WrongClockError, or whatever the database does
 */
export function createReadiness(parts: ReadinessParts): () => Promise<void> {
  const clockAgrees = createClockWatch(parts)
  return async () => {
    if (parts.isStopping?.() === true) throw new StoppingError('The process is about to end')
    await ping(parts.db)
    if (parts.isWorldTimeReal === true && !(await clockAgrees()))
      throw new WrongClockError('The clock of this process is not that of the database')
  }
}
