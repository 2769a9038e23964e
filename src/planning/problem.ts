import type { Interval } from '../base/interval.ts'
import type { Kw, Kwh, NokPerKwh, Percent } from '../base/units.ts'

/** What one kWh taken at the plug costs in one slot. `null`: nobody knows yet, not even as an estimate. */
export interface CostSlot extends Interval {
  readonly costPerKwh: NokPerKwh | null
  /** `estimate`: carried over from another day, so the plan is provisional while it leans on it. */
  readonly quality: 'final' | 'estimate'
}

/** What the driver wants and what the car can do. */
export interface ChargingNeed {
  readonly soc: Percent
  /** Wanted at `readyBy`. */
  readonly target: Percent
  /** Reached first and at once, whatever the price. */
  readonly minimum: Percent
  readonly readyBy: Date
  /** Usable battery capacity. */
  readonly capacity: Kwh
  /** Power at the plug while charging. */
  readonly power: Kw
  /** Battery energy per energy at the plug, (0, 1]. */
  readonly efficiency: number
}

/** One planning request: everything the planner knows. Same request, same plan, bit for bit. */
export interface PlanningProblem {
  readonly now: Date
  readonly need: ChargingNeed
  /** In order of time, not overlapping; gaps are times without a price. */
  readonly slots: readonly CostSlot[]
}
