import { latest, type Interval } from '../base/interval.ts'
import { estimatorFrom, fillGaps, hoursOf, SHAPE_DAYS, type PriceSlot } from './price-curve.ts'
import type { CurveSlot } from './price-day.ts'

/** Whole days an estimate is made from: the week it takes its shape from, and one that may lie after it. */
export const WHOLE_DAYS = SHAPE_DAYS + 1

interface Range {
  readonly from: Date
  readonly until: Date
}

/** The part of a range that is worth an estimate: from the hour of `now` on. */
export function aheadOf({ from, until }: Range, now: Date): Range {
  return { from: latest(from, startOfHour(now)), until }
}

/**
 * The known slots with every gap of [from, until) filled by estimates made from `history`, whole days; without any, from
 * what is known, and if that is nothing, not at all.
 */
export function withEstimates(
  known: readonly CurveSlot[],
  history: readonly PriceSlot[],
  range: Range,
): readonly CurveSlot[] {
  const estimate = estimatorFrom(history.length > 0 ? history : known)
  if (estimate === undefined) return known
  const fill = (gap: Interval): readonly CurveSlot[] =>
    hoursOf(gap).map((hour) => ({ ...estimate(hour), rung: 'estimate', source: null, eurPerMwh: null }))
  return fillGaps(known, range, fill)
}

/** Whether some of [from, until) has no price. */
export function hasGap(slots: readonly Interval[], { from, until }: Range): boolean {
  let reached = from
  for (const { start, end } of slots) {
    if (start > reached) return true
    reached = latest(reached, end)
  }
  return reached < until
}

function startOfHour(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 3_600_000) * 3_600_000)
}
