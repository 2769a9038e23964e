import { latest } from '../base/interval.ts'
import { after, timeToGoal } from './charging-time.ts'
import type { ChargingNeed } from './problem.ts'

/**
 * The instant from which charging without a break ends just at ready-by; `now` if that has passed. It moves later as
 * energy is delivered: ask again with the present need. A margin is the caller's: it names an earlier ready-by.
 */
export function latestStart(need: ChargingNeed, now: Date): Date {
  return latest(now, after(need.readyBy, -timeToGoal(need)))
}
