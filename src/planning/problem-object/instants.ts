const DOT = 0x2e
const ZERO = 0x30
const COLON = 0x3a
const T = 0x54
const Z = 0x5a
const MS_PER_SECOND = 1000
const MS_PER_MINUTE = 60_000
const MS_PER_HOUR = 3_600_000
const MS_PER_DAY = 86_400_000

/** The last day read, and when it begins: neighbours mostly share it. */
const read = { text: 'none', start: Number.NaN }

/**
 * Milliseconds since 1970 of an ISO 8601 instant, NaN if it is none. Of the usual form `2026-01-22T22:15:00Z` only the time of
 * day is read, digit by digit: a night has two hundred instants, and Date.parse would take longer than the plan.
 */
export function readInstant(text: string): number {
  const time = timeOfDay(text)
  if (Number.isNaN(time)) return Date.parse(text)
  const day = text.slice(0, 11)
  if (day !== read.text) {
    read.text = day
    read.start = Date.parse(`${day}00:00:00Z`)
  }
  return read.start + time
}

/** Of `yyyy-mm-ddThh:mm:ssZ`, with or without `.sss`, the milliseconds after midnight; else NaN. */
function timeOfDay(text: string): number {
  const hasMilliseconds = text.length === 24 && text.charCodeAt(19) === DOT
  if (!(text.length === 20 || hasMilliseconds) || !isMarked(text)) return Number.NaN
  const hour = pairAt(text, 11)
  const minute = pairAt(text, 14)
  const second = pairAt(text, 17)
  if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN
  const milliseconds = hasMilliseconds ? pairAt(text, 20) * 10 + digitAt(text, 22) : 0
  return hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * MS_PER_SECOND + milliseconds
}

function isMarked(text: string): boolean {
  const isTime = text.charCodeAt(10) === T && text.charCodeAt(13) === COLON && text.charCodeAt(16) === COLON
  return isTime && text.charCodeAt(text.length - 1) === Z
}

function pairAt(text: string, index: number): number {
  return digitAt(text, index) * 10 + digitAt(text, index + 1)
}

function digitAt(text: string, index: number): number {
  const digit = text.charCodeAt(index) - ZERO
  return digit >= 0 && digit <= 9 ? digit : Number.NaN
}

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
