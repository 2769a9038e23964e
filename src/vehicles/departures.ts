import { localDay, localInstant, nextLocalDay, nextLocalTime, type TimeZone } from '../base/local-time.ts'

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** What is wanted of one day, where it differs from every other. */
export interface DayWish {
  /** Local clock time, `HH:MM`; `null`: no departure on that day. */
  readonly readyBy: string | null
  /** 1 to 100; the policy's own if left out. */
  readonly targetPercent?: number | undefined
}

/** A day of the calendar that differs from its weekday. */
export interface DatedWish extends DayWish {
  /** Local, `YYYY-MM-DD`. */
  readonly date: string
}

/** Days that differ from the policy's ready-by time and target. A date beats its weekday. */
export interface Departures {
  readonly weekdays: Readonly<Partial<Record<Weekday, DayWish | undefined>>>
  readonly exceptions: readonly DatedWish[]
}

export const EVERY_DAY_ALIKE: Departures = { weekdays: {}, exceptions: [] }

/** Whether any day has a target of its own. */
export function hasOwnTargets({ weekdays, exceptions }: Departures): boolean {
  return [...Object.values(weekdays), ...exceptions].some((wish) => wish?.targetPercent !== undefined)
}

/** The part of a policy that says when the car must be ready. */
export interface Timetable {
  readonly targetPercent: number
  readonly readyBy: string
  readonly timeZone: TimeZone
  readonly departures?: Departures | undefined
}

/** When the car must be ready, and how full. */
export interface Departure {
  readonly readyBy: Date
  readonly targetPercent: number
}

/** A car is ready a week after it was plugged in at the latest, even if no departure is told for longer. */
const FURTHEST_DAYS = 7

/**
 * The first departure strictly after `after`. A time that the clocks skip maps forward, of a doubled one the first counts. If
 * there is none within a week, the everyday time of the last day of that week.
 */
export function nextDeparture(timetable: Timetable, after: Date): Departure {
  const { readyBy, targetPercent, timeZone, departures } = timetable
  if (departures === undefined) return { readyBy: nextLocalTime(after, readyBy, timeZone), targetPercent }
  let midday = after
  for (let days = 0; days <= FURTHEST_DAYS; days += 1) {
    const day = localDay(midday, timeZone)
    const wish = wishOn(timetable, departures, day)
    const at = wish.readyBy === null ? after : localInstant(day, wish.readyBy, timeZone)
    if (at > after) return { readyBy: at, targetPercent: wish.targetPercent ?? targetPercent }
    midday = nextLocalDay(midday, timeZone)
  }
  return { readyBy: localInstant(localDay(midday, timeZone), readyBy, timeZone), targetPercent }
}

function wishOn({ readyBy }: Timetable, { weekdays, exceptions }: Departures, day: string): DayWish {
  return exceptions.find(({ date }) => date === day) ?? weekdays[weekdayOf(day)] ?? { readyBy }
}

/** The weekday of a calendar day, `YYYY-MM-DD`; the same in every zone. */
export function weekdayOf(day: string): Weekday {
  const sundayFirst = new Date(`${day}T12:00:00Z`).getUTCDay()
  return WEEKDAYS[(sundayFirst + 6) % 7] ?? 'monday'
}

/** Without the exceptions whose day is over: whoever was away on a day is nobody's business after it. */
export function withoutPast(
  { weekdays, exceptions }: Departures,
  { now, timeZone }: { readonly now: Date; readonly timeZone: TimeZone },
): Departures {
  const today = localDay(now, timeZone)
  return { weekdays, exceptions: exceptions.filter(({ date }) => date >= today) }
}
