import { addDays, startOfDay } from 'date-fns'
import { localDay, MARKET_TIME_ZONE, startOfLocalDay } from '../base/local-time.ts'
import type { CostSlot } from '../planning/problem.ts'
import type { SlotCost } from '../tariffs/cost-curve.ts'

/** Further ahead than any ready-by time lies. */
const HORIZON_DAYS = 2

/** For which time costs are looked up: the day of `now` and the next. */
export function costHorizon(now: Date): { from: Date; until: Date } {
  const from = startOfLocalDay(localDay(now, MARKET_TIME_ZONE), MARKET_TIME_ZONE)
  return { from, until: addDays(startOfDay(now), HORIZON_DAYS) }
}

/** What the planner is told of costs; what they are made of is no part of the question. */
export function plannedCosts(costs: readonly SlotCost[]): CostSlot[] {
  return costs.map(({ start, end, costPerKwh, quality }) => ({ start, end, costPerKwh, quality }))
}
