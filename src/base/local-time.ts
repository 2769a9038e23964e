import { TZDate } from '@date-fns/tz'
import { addDays, startOfDay } from 'date-fns'

/** An IANA time zone name, e.g. `Europe/Oslo`. */
export type TimeZone = string

/** The market's calendar: delivery days are CET/CEST days in every bidding zone we serve. */
export const MARKET_TIME_ZONE: TimeZone = 'Europe/Oslo'

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Making a formatter takes a hundred times as long as using it. There are as many as zones in use. */
const formatters = new Map<string, Intl.DateTimeFormat>()

/** The Swedish short form is ISO 8601: `2024-12-12`, `07:00`. */
function formatter(zone: TimeZone, style: 'dateStyle' | 'timeStyle'): Intl.DateTimeFormat {
  const key = `${style} ${zone}`
  const made = formatters.get(key) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, [style]: 'short' })
  formatters.set(key, made)
  return made
}

/** The local calendar day of an instant, `YYYY-MM-DD`. */
export function localDay(instant: Date, zone: TimeZone): string {
  return formatter(zone, 'dateStyle').format(instant)
}

/** Local clock time of an instant, `HH:MM`. */
export function localTime(instant: Date, zone: TimeZone): string {
  return formatter(zone, 'timeStyle').format(instant)
}

/** The instant a local day begins. */
export function startOfLocalDay(day: string, zone: TimeZone): Date {
  return plain(startOfDay(new TZDate(`${day}T12:00:00Z`, zone)))
}

/** The instant the local day after the one of `instant` begins: 23, 24 or 25 hours later at most. */
export function nextLocalDay(instant: Date, zone: TimeZone): Date {
  return plain(addDays(startOfDay(new TZDate(instant, zone)), 1))
}

/**
 * The first instant strictly after `now` at which the local clock shows `time` (`HH:MM`). A time skipped by the spring
 * change maps forward; a doubled one to its first occurrence.
 */
export function nextLocalTime(now: Date, time: string, zone: TimeZone): Date {
  const day = startOfDay(new TZDate(now, zone))
  const candidates = [0, 1, 2].map((days) => atLocalTime(addDays(day, days), time, zone))
  return candidates.find((instant) => instant > now) ?? atLocalTime(addDays(day, 3), time, zone)
}

/** The last instant at or before `now` at which the local clock showed `time` (`HH:MM`); see {@link nextLocalTime}. */
export function lastLocalTime(now: Date, time: string, zone: TimeZone): Date {
  const day = startOfDay(new TZDate(now, zone))
  const candidates = [0, -1].map((days) => atLocalTime(addDays(day, days), time, zone))
  return candidates.find((instant) => instant <= now) ?? atLocalTime(addDays(day, -2), time, zone)
}

/**
 * The instant at which the local clock shows `time` (`HH:MM`) on `day` (`YYYY-MM-DD`); skipped and doubled times as in
 * {@link nextLocalTime}.
 */
export function localInstant(day: string, time: string, zone: TimeZone): Date {
  return atLocalTime(startOfLocalDay(day, zone), time, zone)
}

function atLocalTime(day: Date, time: string, zone: TimeZone): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const local = new TZDate(day, zone)
  const found = plain(
    new TZDate(local.getFullYear(), local.getMonth(), local.getDate(), hours, minutes, 0, zone),
  )
  // Of a doubled time the library may give the second; whoever needs the car at that time needs it at the first.
  const hourBefore = new Date(found.getTime() - 3_600_000)
  return localTime(hourBefore, zone) === localTime(found, zone) ? hourBefore : found
}

function plain(date: Date): Date {
  return new Date(date.getTime())
}
