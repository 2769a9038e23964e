import { type Interval, latest } from '../base/interval.ts'
import { timeToGoal } from './charging-time.ts'
import { chargeUpTo } from './late-plan.ts'
import type { ChargingNeed } from './problem.ts'

/**
 * The instant from which charging with no break but the blocked times ends just at ready-by; `now` if that has passed. It
 * moves later as energy is delivered: ask again with the present need. A margin is the caller's: it names an earlier ready-by.
 */
export function latestStart(need: ChargingNeed, now: Date, blocked: readonly Interval[] = []): Date {
  const [first] = chargeUpTo({ start: LONG_AGO, end: need.readyBy }, timeToGoal(need), { need, blocked })
  return latest(now, first?.start ?? need.readyBy)
}

const LONG_AGO = new Date(-8.64e15)
