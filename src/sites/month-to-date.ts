import { monthBefore } from '../base/calendar.ts'
import { localDay, type TimeZone } from '../base/local-time.ts'
import { monthOf } from './peaks.ts'

/** The local month that a figure up to an instant is of. At midnight of the first day it is the whole month before. */
export function monthUpTo(asOf: Date, timeZone: TimeZone): string {
  return monthOf(localDay(new Date(asOf.getTime() - 1), timeZone))
}

/** The oldest month that is kept, and taken: the one before that of `now`, whose bill may still be open. */
export function oldestMonth(now: Date, timeZone: TimeZone): string {
  return monthBefore(monthOf(localDay(now, timeZone)))
}
