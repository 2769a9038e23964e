import { addHours, subHours } from 'date-fns'
import { earliest } from '../base/interval.ts'
import { localDay, startOfLocalDay } from '../base/local-time.ts'
import type { ChargingPolicy } from '../vehicles/vehicle.ts'

/** The longest local day, on which clocks are put back; h. */
const LONGEST_DAY_HOURS = 25

/**
 * From when on commands and wakes count for the budgets of the day: the driver's local day. After a change of time zone, for as long as a day
 * can last, all of the hours that it may belong to: another zone, or several in turn, give a day no more.
 */
export function budgetFrom(
  { timeZone, zoneSince }: Pick<ChargingPolicy, 'timeZone' | 'zoneSince'>,
  now: Date,
): Date {
  const today = startOfLocalDay(localDay(now, timeZone), timeZone)
  const isNew = zoneSince !== undefined && now < addHours(zoneSince, LONGEST_DAY_HOURS)
  return isNew ? earliest(today, subHours(now, LONGEST_DAY_HOURS)) : today
}
