import { addHours, subHours } from 'date-fns'
import { earliest } from '../base/interval.ts'
import { localDay, startOfLocalDay } from '../base/local-time.ts'
import type { ChargingPolicy } from '../vehicles/vehicle.ts'
import type { Command, Facts } from './facts.ts'

/** What was sent, as far as it counts for a budget. */
export type Spent = Pick<Command, 'kind' | 'purpose' | 'sentAt'>

/** The longest local day, on which clocks are put back; h. */
const LONGEST_DAY_HOURS = 25

/**
 * From when on commands and wakes count for the budgets of the day: the driver's local day. After a change of time zone, for as long as a day
 * can last, all of the hours that it may belong to: another zone, or several in turn, give a day no more.
 */
function budgetFrom(
  { timeZone, zoneSince }: Pick<ChargingPolicy, 'timeZone' | 'zoneSince'>,
  now: Date,
): Date {
  const today = startOfLocalDay(localDay(now, timeZone), timeZone)
  const isNew = zoneSince !== undefined && now < addHours(zoneSince, LONGEST_DAY_HOURS)
  return isNew ? earliest(today, subHours(now, LONGEST_DAY_HOURS)) : today
}

/** Whatever the policy, nothing before this counts for the budgets of the day. */
export function earliestBudgetFrom(now: Date): Date {
  return subHours(now, LONGEST_DAY_HOURS)
}

/** Starts and stops, and wakes, of the day. A release is not counted: no budget may block it. */
export function spentOnDay(
  spent: readonly Spent[],
  policy: Pick<ChargingPolicy, 'timeZone' | 'zoneSince'>,
  now: Date,
): Facts['spentToday'] {
  const from = budgetFrom(policy, now)
  const today = spent.filter(({ sentAt }) => sentAt >= from)
  return {
    commands: today.filter(({ kind, purpose }) => kind !== 'wake' && purpose === 'intent').length,
    wakes: today.filter(({ kind }) => kind === 'wake').length,
  }
}
