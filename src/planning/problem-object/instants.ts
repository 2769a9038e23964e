/**
 * Milliseconds since 1970 of an ISO 8601 instant, NaN if it is none. The usual form `2026-01-22T22:15:00Z` is read digit by
 * digit: a night has two hundred instants, and Date.parse would take longer than the plan.
 */
export function readInstant(text: string): number {
  return hasUsualForm(text) ? readUsual(text) : Date.parse(text)
}

const DASH = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const COLON = 0x3a
const T = 0x54
const Z = 0x5a
const MS_PER_DAY = 86_400_000

/** Whether all that is no digit stands in its place: `yyyy-mm-ddThh:mm:ssZ`, with or without `.sss`. */
function hasUsualForm(text: string): boolean {
  const { length } = text
  if (length !== 20 && (length !== 24 || text.charCodeAt(19) !== DOT)) return false
  const isDate = text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH && text.charCodeAt(10) === T
  const isTime = text.charCodeAt(13) === COLON && text.charCodeAt(16) === COLON
  return isDate && isTime && text.charCodeAt(length - 1) === Z
}

function readUsual(text: string): number {
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 2)
  const day = digits(text, 8, 2)
  const hour = digits(text, 11, 2)
  const minute = digits(text, 14, 2)
  const second = digits(text, 17, 2)
  const milliseconds = text.length === 24 ? digits(text, 20, 3) : 0
  const isPossible =
    month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60
  // A day that the month lacks is read as Date.parse does, on into the next month; other odd times are left to it.
  if (!isPossible) return Date.parse(text)
  return (
    daysSince1970(year, month, day) * MS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds
  )
}

function digits(text: string, first: number, count: number): number {
  let value = 0
  for (let i = first; i < first + count; i++) {
    const digit = text.charCodeAt(i) - ZERO
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** Gregorian calendar; years begin in March, so that the leap day comes last. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1
  const century = Math.floor(marchYear / 100)
  const leapDays = Math.floor(marchYear / 4) - century + Math.floor(century / 4)
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return marchYear * 365 + leapDays + dayOfYear - 719_468
}

const MS_PER_SECOND = 1000
const MS_PER_MINUTE = 60_000
const MS_PER_HOUR = 3_600_000
/** The last day written: a plan has few. */
const written = { day: Number.NaN, text: '' }

/** An instant as ISO 8601 in UTC, to the millisecond; as Date.toISOString, which takes longer than to plan a block. */
export function writeInstant(instant: number): string {
  const milliseconds = Math.round(instant)
  const day = Math.floor(milliseconds / MS_PER_DAY)
  if (day !== written.day) {
    written.text = new Date(day * MS_PER_DAY).toISOString().slice(0, 11)
    written.day = day
  }
  const inDay = milliseconds - day * MS_PER_DAY
  const hour = twoDigits(Math.floor(inDay / MS_PER_HOUR))
  const minute = twoDigits(Math.floor(inDay / MS_PER_MINUTE) % 60)
  const second = twoDigits(Math.floor(inDay / MS_PER_SECOND) % 60)
  const rest = inDay % MS_PER_SECOND
  const fraction = rest === 0 ? '000' : String(rest).padStart(3, '0')
  return `${written.text}${hour}:${minute}:${second}.${fraction}Z`
}

function twoDigits(value: number): string {
  return value < 10 ? `0${String(value)}` : String(value)
}
