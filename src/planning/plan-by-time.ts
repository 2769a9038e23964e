import { type Interval, latest } from '../base/interval.ts'
import { type Milliseconds, after, timeFor, energyToGoal } from './charging-time.ts'
import type { ChargingNeed } from './problem.ts'

/**
 * Kept free before ready-by where time allows. No supported carmaker can hold a schedule in the car, so a service that
 * fails must have time to be noticed and brought back: the alert fires after 3 minutes, the rest is for people.
 */
export const SLACK_MS: Milliseconds = 3_600_000

/**
 * Charging time is taken this much longer before it is called the last chance: cars charge below their nominal power when
 * the battery is cold or nearly full, and capacity and losses are known to some per cent only.
 */
export const PACE_MARGIN = 1.15

/**
 * The instant from which charging without a break is still ready in time, with {@link SLACK_MS} and {@link PACE_MARGIN}
 * in hand; `now` if that has passed. It moves later as energy is delivered: ask again with the present need.
 */
export function latestStart(need: ChargingNeed, now: Date): Date {
  const time = timeFor(energyToGoal(need), need.power)
  return latest(now, after(need.readyBy, -Math.ceil(time * PACE_MARGIN) - SLACK_MS))
}

/**
 * One stretch of charging where no price is known: it ends {@link SLACK_MS} before the window does, or as near to that as
 * it can without beginning before the window. As late as is safe, since prices may still come.
 *
 * @param time at most the length of the window.
 */
export function placeByTime(window: Interval, time: Milliseconds): Interval {
  const start = latest(window.start, after(window.end, -time - SLACK_MS))
  return { start, end: after(start, time) }
}
