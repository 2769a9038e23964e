import { zoneOffset } from './zone-offset.ts'

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

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** What the clock of a zone shows, as the instant at which the clock of UTC shows the same. */
function shownAt(instant: Date, zone: TimeZone): number {
  const at = instant.getTime()
  return at + zoneOffset(at, zone)
}

/** The local calendar day of an instant, `YYYY-MM-DD`. */
export function localDay(instant: Date, zone: TimeZone): string {
  return new Date(shownAt(instant, zone)).toISOString().slice(0, 10)
}

/** Local clock time of an instant, `HH:MM`. */
export function localTime(instant: Date, zone: TimeZone): string {
  const minutes = Math.floor(sinceMidnightOf(shownAt(instant, zone)) / MINUTE_MS)
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`
}

/** The instant a local day begins: midnight, or later where the clock skips it. */
export function startOfLocalDay(day: string, zone: TimeZone): Date {
  return firstShowing(new Date(`${day}T00:00:00Z`).getTime(), zone)
}

/** The instant the local day after the one of `instant` begins: 23, 24 or 25 hours later at most. */
export function nextLocalDay(instant: Date, zone: TimeZone): Date {
  return firstShowing(midnightOf(instant, zone) + DAY_MS, zone)
}

/**
 * The first instant strictly after `now` at which the local clock shows `time` (`HH:MM`). A time skipped by the spring
 * change maps forward; a doubled one to its first occurrence.
 */
export function nextLocalTime(now: Date, time: string, zone: TimeZone): Date {
  const today = midnightOf(now, zone) + sinceMidnight(time)
  const candidates = [0, 1, 2].map((days) => firstShowing(today + days * DAY_MS, zone))
  return candidates.find((instant) => instant > now) ?? firstShowing(today + 3 * DAY_MS, zone)
}

/** The last instant at or before `now` at which the local clock showed `time` (`HH:MM`); see {@link nextLocalTime}. */
export function lastLocalTime(now: Date, time: string, zone: TimeZone): Date {
  const today = midnightOf(now, zone) + sinceMidnight(time)
  const candidates = [0, -1].map((days) => firstShowing(today + days * DAY_MS, zone))
  return candidates.find((instant) => instant <= now) ?? firstShowing(today - 2 * DAY_MS, zone)
}

/**
 * The instant at which the local clock shows `time` (`HH:MM`) on `day` (`YYYY-MM-DD`); skipped and doubled times as in
 * {@link nextLocalTime}.
 */
export function localInstant(day: string, time: string, zone: TimeZone): Date {
  return firstShowing(new Date(`${day}T00:00:00Z`).getTime() + sinceMidnight(time), zone)
}

/** Midnight of the local day of an instant, as the clock of UTC would show it. */
function midnightOf(instant: Date, zone: TimeZone): number {
  const shown = shownAt(instant, zone)
  return shown - sinceMidnightOf(shown)
}

function sinceMidnightOf(shown: number): number {
  return ((shown % DAY_MS) + DAY_MS) % DAY_MS
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

function sinceMidnight(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) * MINUTE_MS
}

/**
 * The first instant at which the clock shows this; a skipped time as if the clock had not been changed yet. Only the offsets of the
 * day before and of the day after can hold.
 */
function firstShowing(shown: number, zone: TimeZone): Date {
  const [byOld, byNew] = [shown - zoneOffset(shown - DAY_MS, zone), shown - zoneOffset(shown + DAY_MS, zone)]
  const isShownByNew = byNew + zoneOffset(byNew, zone) === shown
  const isShownByOld = byOld + zoneOffset(byOld, zone) === shown
  return new Date(isShownByNew && !isShownByOld ? byNew : byOld)
}
