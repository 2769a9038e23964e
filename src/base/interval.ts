import { hoursBetween } from './units.ts'

/** A half-open stretch of time, [start, end): `end` belongs to the next one. */
export interface Interval {
  readonly start: Date
  readonly end: Date
}

export function contains(interval: Interval, instant: Date): boolean {
  return interval.start <= instant && instant < interval.end
}

export function durationHours(interval: Interval): number {
  return hoursBetween(interval.start, interval.end)
}

/** What the two have in common, or `undefined` if they do not overlap. */
export function overlap(a: Interval, b: Interval): Interval | undefined {
  const start = a.start > b.start ? a.start : b.start
  const end = a.end < b.end ? a.end : b.end
  return start < end ? { start, end } : undefined
}

/** The earliest of some instants. At least one must be given. */
export function earliest(first: Date, ...others: readonly Date[]): Date {
  return others.reduce((least, other) => (other < least ? other : least), first)
}

/** The latest of some instants. At least one must be given. */
export function latest(first: Date, ...others: readonly Date[]): Date {
  return others.reduce((greatest, other) => (other > greatest ? other : greatest), first)
}
