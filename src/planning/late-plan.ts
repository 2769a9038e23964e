import type { Interval } from '../base/interval.ts'
import { type Milliseconds, after, lengthOf } from './charging-time.ts'
import { slotsWithin } from './cost-timeline.ts'
import type { PlanningProblem } from './problem.ts'

/** Later than any instant that matters, and still one. */
const FOREVER = new Date(8.64e15)

/** What of a request tells when there is room. */
type Limits = Pick<PlanningProblem, 'need' | 'blocked' | 'site'>

/**
 * Charging from an instant on for `time`, past ready-by if it must, wherever it is not blocked and the fuse has room beside the
 * expected load: the soonest there is. Energy is never given up, only late.
 */
export function chargeFrom(start: Date, time: Milliseconds, problem: Limits): Interval[] {
  const stretches: Interval[] = []
  let missing = time
  for (const free of freeTimes({ start, end: FOREVER }, problem)) {
    if (missing <= 0) break
    const taken = Math.min(missing, lengthOf(free))
    stretches.push({ start: free.start, end: after(free.start, taken) })
    missing -= taken
  }
  return stretches
}

/** The same as late as a window permits: for a window without a price, which may still come. */
export function chargeUpTo(window: Interval, time: Milliseconds, problem: Limits): Interval[] {
  const stretches: Interval[] = []
  let missing = time
  for (const free of freeTimes(window, problem).reverse()) {
    if (missing <= 0) break
    const taken = Math.min(missing, lengthOf(free))
    stretches.push({ start: after(free.end, -taken), end: free.end })
    missing -= taken
  }
  return stretches.reverse()
}

/** What of a window is neither blocked nor without room under the fuse, in order. */
function freeTimes(window: Interval, problem: Limits): Interval[] {
  const pauses = [...(problem.blocked ?? []), ...withoutRoom(problem)]
  const free: Interval[] = []
  let reached = window.start
  for (const { start, end } of pauses.toSorted((a, b) => a.start.getTime() - b.start.getTime())) {
    if (end <= reached) continue
    if (start >= window.end) break
    if (start > reached) free.push({ start: reached, end: start })
    reached = end
  }
  return reached < window.end ? [...free, { start: reached, end: window.end }] : free
}

/** Times in which a car that charges at full power or not at all would take the site above its fuse. */
function withoutRoom({ need, site = {} }: Limits): readonly Interval[] {
  if (site.gridLimit === undefined || isFuseBelowCar({ need, site })) return []
  const most = site.gridLimit - need.power
  return (site.baseLoad ?? []).filter(({ power }) => power > most)
}

/** Whether the car alone takes more than the fuse: then no time keeps to it, and a late plan has to give it up. */
export function isFuseBelowCar({ need, site }: Pick<PlanningProblem, 'need' | 'site'>): boolean {
  return need.power > (site?.gridLimit ?? Infinity)
}

/** Whether a window has a single price. */
export function hasPrice({ slots }: PlanningProblem, window: Interval): boolean {
  return slotsWithin(slots, window).some(({ costPerKwh }) => costPerKwh !== null)
}
