import { localDay, localTime, type TimeZone } from '../../base/local-time.ts'

export interface ReadInstant {
  readonly instant: Date
  /** Minutes the written clock is ahead of UTC. */
  readonly offset: number
}

const MS_PER_MINUTE = 60_000
const MS_PER_DAY = 86_400_000
const FORM = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?$/

/**
 * An instant as files write it. One without an offset is a local time of `zone`; of a local time that comes twice the
 * first one after `before` is meant, so that rows in order count the doubled hour through.
 *
 * @returns what is wrong, as text, if it is none
 */
export function readInstant(
  text: string,
  zone: TimeZone | undefined,
  before: Date | undefined,
): ReadInstant | string {
  const [, day = '', time = '', seconds = ':00', offset] = FORM.exec(text) ?? []
  const clock = Date.parse(`${day}T${time}${seconds}Z`)
  // Date.parse turns 30 February into 2 March.
  if (Number.isNaN(clock) || new Date(clock).toISOString().slice(0, 10) !== day)
    return 'expected an instant, e.g. 2026-01-22T22:15:00Z or 2026-01-22T23:15:00+01:00'
  return offset === undefined ? atLocal(clock, zone, before) : at(clock, minutesOf(offset))
}

function atLocal(clock: number, zone: TimeZone | undefined, before: Date | undefined): ReadInstant | string {
  if (zone === undefined)
    return 'has no offset from UTC: add one, or say whose local time it is with --time-zone'
  const meant = offsetsOf(clock, zone).map((minutes) => at(clock, minutes))
  const next = meant.find(({ instant }) => before === undefined || instant > before)
  return next ?? meant.at(-1) ?? `does not exist in ${zone}: clocks go forward there`
}

/** `end` as it would be with the offset of `start`; `undefined` if that changes nothing. */
export function withOffsetOf(start: ReadInstant, end: ReadInstant): Date | undefined {
  if (start.offset === end.offset) return undefined
  return new Date(end.instant.getTime() + (end.offset - start.offset) * MS_PER_MINUTE)
}

function at(clock: number, offset: number): ReadInstant {
  return { instant: new Date(clock - offset * MS_PER_MINUTE), offset }
}

function minutesOf(offset: string): number {
  if (offset === 'Z') return 0
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))
  return offset.startsWith('-') ? -minutes : minutes
}

/** Offsets at which the clock of `zone` shows this time, the earlier instant first: none, one or two. */
function offsetsOf(clock: number, zone: TimeZone): readonly number[] {
  const around = [clock - MS_PER_DAY, clock + MS_PER_DAY].map(
    (instant) => clockAt(instant, zone) - wholeMinute(instant),
  )
  const offsets = [...new Set(around)].toSorted((a, b) => b - a)
  return offsets
    .filter((offset) => clockAt(clock - offset, zone) === wholeMinute(clock))
    .map((offset) => offset / MS_PER_MINUTE)
}

/** What the local clock shows, as if it were UTC. */
function clockAt(instant: number, zone: TimeZone): number {
  const date = new Date(instant)
  return Date.parse(`${localDay(date, zone)}T${localTime(date, zone)}Z`)
}

function wholeMinute(instant: number): number {
  return Math.floor(instant / MS_PER_MINUTE) * MS_PER_MINUTE
}
