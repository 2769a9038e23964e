import { tz } from '@date-fns/tz'
import { addMonths as addMonthsIn, differenceInCalendarDays } from 'date-fns'
import { addHoursExact } from './units.ts'

/**
 * Days and months that are the same in every process: date-fns reckons both by the time zone of the machine, which is none of our sites'.
 * What belongs to a place has its zone in `local-time.ts`.
 */
const UTC = { in: tz('UTC') }

/** So many times 24 hours later, whatever clocks do meanwhile. */
export function addDays(instant: Date, days: number): Date {
  return addHoursExact(instant, days * 24)
}

/** So many times 24 hours earlier. */
export function subDays(instant: Date, days: number): Date {
  return addDays(instant, -days)
}

/** The same day and time of a later month by UTC, or that month's last day if it is shorter. */
export function addMonths(instant: Date, months: number): Date {
  return new Date(addMonthsIn(instant, months, UTC).getTime())
}

/** As {@link addMonths}, of an earlier month. */
export function subMonths(instant: Date, months: number): Date {
  return addMonths(instant, -months)
}

/** The month before one, both `YYYY-MM`. */
export function monthBefore(month: string): string {
  return subMonths(new Date(`${month}-01T00:00:00Z`), 1)
    .toISOString()
    .slice(0, 7)
}

/** Calendar days from one day to another, both `YYYY-MM-DD`; negative if `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return differenceInCalendarDays(`${to}T00:00:00Z`, `${from}T00:00:00Z`, UTC)
}
