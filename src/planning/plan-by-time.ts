import { type Interval, latest } from '../base/interval.ts'
import { type Milliseconds, after, timeToGoal } from './charging-time.ts'
import type { ChargingNeed } from './problem.ts'

/**
 * The instant from which charging without a break ends just at ready-by; `now` if that has passed. It moves later as
 * energy is delivered: ask again with the present need. A margin is the caller's: it names an earlier ready-by.
 */
export function latestStart(need: ChargingNeed, now: Date): Date {
  return latest(now, after(need.readyBy, -timeToGoal(need)))
}

/**
 * One stretch of charging where no price is known, as late as the window permits: prices may still come.
 *
 * @param time at most the length of the window.
 */
export function placeByTime(window: Interval, time: Milliseconds): Interval {
  return { start: after(window.end, -time), end: window.end }
}
