import { localDay, MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../base/local-time.ts'
import type { CostSlot } from '../planning/problem.ts'
import type { SlotCost } from '../tariffs/cost-curve.ts'

/** A stretch of time, half-open. */
export interface Horizon {
  readonly from: Date
  readonly until: Date
}

/** For which time costs are looked up: the market's day of `now` and the next, whatever zone the process is in. */
export function costHorizon(now: Date): Horizon {
  const from = startOfLocalDay(localDay(now, MARKET_TIME_ZONE), MARKET_TIME_ZONE)
  return { from, until: nextLocalDay(nextLocalDay(now, MARKET_TIME_ZONE), MARKET_TIME_ZONE) }
}

/** A day longer, for the departure after the next one. Nothing is published so far ahead: the last day is one of estimates. */
export function longerHorizon(now: Date): Horizon {
  const { from, until } = costHorizon(now)
  return { from, until: nextLocalDay(until, MARKET_TIME_ZONE) }
}

/** What the planner is told of costs; what they are made of is no part of the question. */
export function plannedCosts(costs: readonly SlotCost[]): CostSlot[] {
  return costs.map(({ start, end, costPerKwh, quality }) => ({ start, end, costPerKwh, quality }))
}
