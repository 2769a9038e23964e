import { latest } from '../base/interval.ts'
import { energyToGoal, timeFor } from './charging-time.ts'
import { sameCosts } from './cost-timeline.ts'
import type { Plan } from './plan-type.ts'
import type { ChargingNeed, PlanningProblem } from './problem.ts'
import { expectedSoc } from './soc-curve.ts'

/** Why a plan no longer holds, the most important first. */
export type ReplanCause =
  | 'first-plan'
  /** The driver wants something else: target, minimum or ready-by. */
  | 'policy'
  /** Capacity, power or efficiency of the car is known better now. */
  | 'vehicle'
  /** A price from now on is new, different, or no longer an estimate. */
  | 'prices'
  /** The plan is over, the target is not reached. */
  | 'plan-ended'
  /** The car is not where the plan expected it to be. */
  | 'soc-off-course'

/**
 * Off course means further than this from the expected state of charge, in points of 100. Cars report whole points, and
 * power and capacity are known to some per cent; less would replan on noise.
 */
export const SOC_TOLERANCE = 3

/**
 * Whether `current` asks for a new plan in place of `previous`, and why; `null` while the plan still holds. The clock
 * moving on and slots that have passed are no reason.
 */
export function whyReplan(
  previous: { readonly plan: Plan; readonly problem: PlanningProblem } | null,
  current: PlanningProblem,
): ReplanCause | null {
  if (previous === null) return 'first-plan'
  const { plan, problem } = previous
  const needChange = whyNeedDiffers(problem.need, current.need)
  if (needChange !== null) return needChange
  const planEnd = plan.blocks.at(-1)?.end ?? current.now
  const ahead = { start: current.now, end: latest(current.now, current.need.readyBy, planEnd) }
  if (!sameCosts(problem.slots, current.slots, ahead)) return 'prices'
  const missing = timeFor(energyToGoal(current.need), current.need.power)
  if (planEnd <= current.now && missing > 0) return 'plan-ended'
  const expected = expectedSoc(plan.socCurve, current.now) ?? current.need.soc
  return Math.abs(current.need.soc - expected) > SOC_TOLERANCE ? 'soc-off-course' : null
}

function whyNeedDiffers(was: ChargingNeed, is: ChargingNeed): 'policy' | 'vehicle' | null {
  const samePolicy =
    was.target === is.target && was.minimum === is.minimum && was.readyBy.getTime() === is.readyBy.getTime()
  if (!samePolicy) return 'policy'
  const sameVehicle =
    was.capacity === is.capacity && was.power === is.power && was.efficiency === is.efficiency
  return sameVehicle ? null : 'vehicle'
}
