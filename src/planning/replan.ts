import { addMinutes } from 'date-fns'
import { type Interval, earliest, latest } from '../base/interval.ts'
import { money } from '../base/units.ts'
import { timeToGoal } from './charging-time.ts'
import { sameCosts } from './cost-timeline.ts'
import type { Plan } from './plan-type.ts'
import { type ChargingNeed, NO_RUN_LIMITS, type PlanningProblem } from './problem.ts'
import { isSiteOtherwise } from './site-change.ts'
import { expectedSoc } from './soc-curve.ts'

/** Why a plan no longer holds, the most important first. */
export type ReplanCause =
  | 'first-plan'
  /** The driver wants something else: target, minimum or ready-by. */
  | 'policy'
  /** Capacity, power or efficiency of the car is known better now. */
  | 'vehicle'
  /** The fuse, the driver's limit, a capacity step or the expected load of the house is another. */
  | 'site'
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
  const whyNeed = whyNeedDiffers(previous.problem.need, current.need)
  if (whyNeed !== null) return whyNeed
  return areRunsOtherwise(previous, current) ? 'policy' : whyPlanFails(previous, current)
}

/** The number of starts left falls by itself, so only a plan with more of them, or a higher number, tells of another limit. */
function areRunsOtherwise(
  { plan, problem }: { readonly plan: Plan; readonly problem: PlanningProblem },
  { now, runs = NO_RUN_LIMITS }: PlanningProblem,
): boolean {
  const before = problem.runs ?? NO_RUN_LIMITS
  if (before.minimumRunMinutes !== runs.minimumRunMinutes) return true
  const [was, is] = [before.maxStarts ?? Infinity, runs.maxStarts ?? Infinity]
  // A car that stands may always be started once more.
  if (is > Math.max(was, 1)) return true
  const startsAhead = joined(plan.blocks).filter(({ start }) => start > now).length
  return startsAhead > is && !plan.relaxed.includes('starts-limit')
}

/** Why a plan for the same wish no longer does: prices, time and the car are not what they were expected to be. */
function whyPlanFails(
  { plan, problem }: { readonly plan: Plan; readonly problem: PlanningProblem },
  { now, need, slots, site }: PlanningProblem,
): ReplanCause | null {
  const planEnd = plan.blocks.at(-1)?.end ?? now
  const ahead = { start: now, end: latest(now, need.readyBy, planEnd) }
  if (isSiteOtherwise({ plan, problem }, site, ahead)) return 'site'
  if (!sameCosts(problem.slots, slots, ahead)) return 'prices'
  if (planEnd <= now && timeToGoal(need) > 0) return 'plan-ended'
  const expected = expectedSoc(plan.socCurve, now) ?? need.soc
  return Math.abs(need.soc - expected) > SOC_TOLERANCE ? 'soc-off-course' : null
}

/** A block that begins so soon is not moved any more: commands are on their way. Minutes. */
export const FROZEN_MINUTES = 10
/** What a new plan has to gain over the one that is followed. NOK; at least what a start is taken to cost. */
export const KEEP_THRESHOLD = money(0.5)

/**
 * A request as it is asked while a plan is being followed: what is left of the plan stays unless something else gains more
 * than the threshold, and what is about to begin is frozen. If it would make the car late, the planner gives it up.
 */
export function following(plan: Plan, problem: PlanningProblem): PlanningProblem {
  const { now, need, runs } = problem
  const soon = addMinutes(now, FROZEN_MINUTES)
  const rest = joined(plan.blocks).filter(({ end }) => end > now)
  const missing = timeToGoal(need)
  const frozen = rest
    .filter(({ start }) => start > now && start <= soon)
    .map(({ start, end }) => ({ start, end: earliest(end, new Date(start.getTime() + missing)) }))
    .filter(({ start, end }) => end > start)
  const blocks = rest.map(({ start, end }) => ({ start: latest(start, now), end }))
  const threshold = money(Math.max(KEEP_THRESHOLD, runs?.startCost ?? 0))
  return {
    ...problem,
    ...(frozen.length > 0 && { frozen }),
    ...(blocks.length > 0 && { kept: { blocks, threshold } }),
  }
}

/** Blocks that touch are one stretch: they differ in reason only. */
function joined(blocks: readonly Interval[]): Interval[] {
  const stretches: Interval[] = []
  for (const { start, end } of blocks) {
    const last = stretches.at(-1)
    if (last?.end.getTime() === start.getTime()) stretches.splice(-1, 1, { start: last.start, end })
    else stretches.push({ start, end })
  }
  return stretches
}

function whyNeedDiffers(was: ChargingNeed, is: ChargingNeed): 'policy' | 'vehicle' | null {
  const samePolicy =
    was.target === is.target && was.minimum === is.minimum && was.readyBy.getTime() === is.readyBy.getTime()
  if (!samePolicy) return 'policy'
  const sameVehicle =
    was.capacity === is.capacity && was.power === is.power && was.efficiency === is.efficiency
  return sameVehicle ? null : 'vehicle'
}
