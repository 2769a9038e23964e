import type { Interval } from '../base/interval.ts'
import { type Milliseconds, after, lengthOf } from './charging-time.ts'
import { slotsWithin } from './cost-timeline.ts'
import type { PlanningProblem } from './problem.ts'

/**
 * Charging from an instant on for `time`, past ready-by if it must, wherever it is not blocked: the soonest there is. Energy is
 * never given up, only late.
 */
export function chargeFrom(start: Date, time: Milliseconds, { blocked = [] }: PlanningProblem): Interval[] {
  const stretches: Interval[] = []
  let reached = start
  let missing = time
  for (const pause of blocked.toSorted((a, b) => a.start.getTime() - b.start.getTime())) {
    if (missing <= 0 || pause.end <= reached) continue
    const free = Math.min(missing, lengthOf({ start: reached, end: pause.start }))
    if (free > 0) stretches.push({ start: reached, end: after(reached, free) })
    missing -= Math.max(0, free)
    if (missing > 0) reached = pause.end
  }
  return missing > 0 ? [...stretches, { start: reached, end: after(reached, missing) }] : stretches
}

/** Whether a window has a single price. */
export function hasPrice({ slots }: PlanningProblem, window: Interval): boolean {
  return slotsWithin(slots, window).some(({ costPerKwh }) => costPerKwh !== null)
}
