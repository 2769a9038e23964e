import { addMilliseconds, addMinutes } from 'date-fns'
import { latest, overlap, type Interval } from '../base/interval.ts'
import { hoursBetween, kw, kwh, percent, type Percent } from '../base/units.ts'
import { isDrawing, isPluggedIn } from '../carmakers/charge-state.ts'
import { timeToGoal } from '../planning/charging-time.ts'
import type { Herd } from '../planning/herd-offset.ts'
import { planCharging } from '../planning/plan.ts'
import type { Plan } from '../planning/plan-type.ts'
import type { ChargingNeed, CostSlot, PlanningProblem, RunLimits, SiteLimits } from '../planning/problem.ts'
import { following, whyReplan, type ReplanCause } from '../planning/replan.ts'
import {
  promisedReadyBy,
  reachableTarget,
  type ChargingPolicy,
  type Vehicle,
  type VehicleState,
} from '../vehicles/vehicle.ts'
import { withAssumedSoc } from '../vehicles/assumed-soc.ts'
import { NOTHING_LEARNT, type CarLesson } from '../vehicles/car-lesson.ts'
import { isAheadFor, withAhead, type Following } from './charge-ahead.ts'
import { isFinishing } from './finishing.ts'
import { latestStart, paceOf, slackMinutes, timeAtPace, type BrandPace, type Pace } from './latest-start.ts'

/** A plan with the request it answers. */
export interface MadePlan {
  readonly plan: Plan
  readonly problem: PlanningProblem
  readonly promisedReadyBy: Date
}

export interface PlanningFacts {
  readonly now: Date
  readonly vehicle: Vehicle
  readonly policy: ChargingPolicy
  readonly state: VehicleState
  readonly slots: readonly CostSlot[]
  /** What the site allows and what its peaks cost, if anything is known of that. */
  readonly site?: SiteLimits | undefined
  /** Keeps the car away from what all others do at the same instant. */
  readonly herd?: Herd | undefined
  /** When other cars leave this one no room; in order, not overlapping. */
  readonly blocked?: readonly Interval[]
  readonly runs: RunLimits
  /** What the car taught; nothing if left out. */
  readonly lesson?: CarLesson
  readonly brand?: BrandPace
  /** How often charging was started in the present stay at the plug. */
  readonly startsMade: number
  /** The departure after the promised one, if it wants more. */
  readonly following?: Following | undefined
  /** The plan of the present stay at the plug. */
  readonly previous: MadePlan | null
}

/** Other cars may be so much earlier or later than a plan was made for: it waits for them, and has its margin. */
const CROSSING_MINUTES = 5

/**
 * A new plan and why, or `null` if the previous one holds or nothing is needed. It is made for the promised departure, and charges on
 * past its target where the one after it wants more and that pays. Pure.
 */
export function replan(facts: PlanningFacts): { cause: ReplanCause; made: MadePlan } | null {
  const need = needOf(facts)
  if (need === null) return null
  const { previous, state } = facts
  const promised = promisedReadyBy(facts.policy, state)
  const aim = aimFor(need, promised, facts)
  const cause = whyPlan(facts, need, { promised, aim })
  if (cause === null) return null
  const forPromise = requestOf(facts, { ...need, readyBy: aim })
  const asked = withAhead(forPromise, facts.following, state.charge?.limitPercent ?? null)
  if (need.soc >= asked.need.target) return null
  const problem = previous === null ? asked : following(previous.plan, asked)
  return { cause, made: { plan: planCharging(problem), problem, promisedReadyBy: promised } }
}

/** A car that has what it is promised, and no plan for that, is still asked whether charging ahead would pay. */
function whyPlan(
  facts: PlanningFacts,
  need: ChargingNeed,
  { promised, aim }: { readonly promised: Date; readonly aim: Date },
): ReplanCause | null {
  const { previous, state } = facts
  const kept = isFor(previous, promised) ? previous : null
  const target = targetKept(kept, need, facts)
  if (need.soc >= target && (kept !== null || facts.following === undefined)) return null
  const compared = requestOf(facts, { ...need, target, readyBy: kept?.problem.need.readyBy ?? aim })
  const cause = whyReplan(previous, compared) ?? whyRoomFails(previous, facts)
  return cause === 'plan-ended' && isFinishing(withAssumedSoc(state, facts.vehicle).charge, target)
    ? null
    : cause
}

function isFor(made: MadePlan | null, promised: Date): boolean {
  return made?.promisedReadyBy.getTime() === promised.getTime()
}

/** A plan that charges ahead stays one as long as what it is for is wanted; how far is weighed anew with the next plan. */
function targetKept(kept: MadePlan | null, need: ChargingNeed, { following: next }: PlanningFacts): Percent {
  const ahead = kept?.problem.ahead
  if (kept === null || ahead === undefined) return need.target
  const isWanted = ahead.promised === need.target && isAheadFor(ahead, next)
  return isWanted ? kept.problem.need.target : need.target
}

function requestOf(facts: PlanningFacts, need: ChargingNeed): PlanningProblem {
  const { now, slots, state, site, herd, blocked = [] } = facts
  return {
    now,
    slots,
    need,
    runs: runsLeft(facts),
    chargingNow: isCharging(state),
    ...(site !== undefined && { site }),
    ...(herd !== undefined && { herd }),
    ...(blocked.length > 0 && { blocked }),
  }
}

/** Whether other cars are in the way of a plan, or out of the way of one that was late because of them. */
function whyRoomFails(previous: MadePlan | null, { now, blocked = [] }: PlanningFacts): 'site' | null {
  if (previous === null) return null
  const { plan, problem, promisedReadyBy: promised } = previous
  const ahead = { start: now, end: latest(now, plan.expectedReadyAt ?? now) }
  const crossed = plan.blocks.reduce((sum, block) => sum + minutesWithin(blocked, overlap(block, ahead)), 0)
  if (crossed > CROSSING_MINUTES) return 'site'
  const freed = minutesWithin(problem.blocked ?? [], ahead) - minutesWithin(blocked, ahead)
  return ahead.end > promised && freed > CROSSING_MINUTES ? 'site' : null
}

function minutesWithin(intervals: readonly Interval[], window: Interval | undefined): number {
  if (window === undefined) return 0
  return intervals.reduce((sum, interval) => {
    const part = overlap(interval, window)
    return part === undefined ? sum : sum + hoursBetween(part.start, part.end) * 60
  }, 0)
}

/**
 * What is left of the limits: starts made count, but a car that stands may be started once more, whatever was before. One that does
 * not start again after a stop has that one start only: a car that charges is then charged to the end.
 */
function runsLeft({ runs, startsMade, state, lesson }: PlanningFacts): RunLimits {
  if (lesson != null && lesson.doesNotRestartSince !== null)
    return { ...runs, maxStarts: isCharging(state) ? 0 : 1 }
  if (runs.maxStarts === null) return runs
  return { ...runs, maxStarts: Math.max(isCharging(state) ? 0 : 1, runs.maxStarts - startsMade) }
}

function isCharging({ charge }: VehicleState): boolean {
  return charge !== null && isDrawing(charge.status)
}

/** How pressed for time a charge is. */
export interface Urgency {
  /** The last instant from which charging without a break ends where the plan ends. */
  readonly latestStart: Date
  /** When charging from now on without a break would reach the target. */
  readonly finishAt: Date
}

/** For what is missing now; `null` if nothing is missing, or nothing is planned. */
export function urgency(facts: Omit<PlanningFacts, 'slots' | 'runs' | 'startsMade'>): Urgency | null {
  const need = needOf(facts)
  if (need === null || need.soc >= need.target || facts.previous === null) return null
  const { now, blocked } = facts
  return {
    latestStart: latestStart(need, paceIn(facts), { now, promised: need.readyBy, blocked }),
    finishAt: addMilliseconds(now, timeToGoal(need)),
  }
}

export function needOf({
  vehicle,
  policy,
  state,
}: Pick<PlanningFacts, 'vehicle' | 'policy' | 'state'>): ChargingNeed | null {
  const { charge } = withAssumedSoc(state, vehicle)
  if (charge?.socPercent == null || !isPluggedIn(charge.status)) return null
  const target = reachableTarget(policy, charge)
  return {
    soc: percent(charge.socPercent),
    target: percent(target),
    minimum: percent(Math.min(policy.minimumPercent, target)),
    readyBy: promisedReadyBy(policy, state),
    capacity: kwh(vehicle.capacityKwh),
    power: kw(vehicle.powerKw),
    efficiency: vehicle.efficiency,
  }
}

/**
 * Where the plan aims: the promised time less the slack and what the car's pace takes longer than full power from the first
 * minute on, as far as other cars leave time for it. So the last block of a plan never begins after latest start.
 */
function aimFor(need: ChargingNeed, promised: Date, facts: PlanningFacts): Date {
  const { now, blocked = [] } = facts
  const [atFull, atPace] = [timeToGoal(need), timeAtPace(need, paceIn(facts))]
  const wished = slackMinutes(atPace) + (atPace - atFull) / MS_PER_MINUTE
  const taken = promised > now ? minutesWithin(blocked, { start: now, end: promised }) : 0
  const spare = (promised.getTime() - now.getTime() - atFull) / MS_PER_MINUTE - taken
  return addMinutes(promised, -Math.floor(Math.max(0, Math.min(wished, spare))))
}

const MS_PER_MINUTE = 60_000
/** Of a brand that tells nothing of its cars. */
const AT_ONCE: BrandPace = { startDelaySeconds: 0, taper: [] }

function paceIn({
  vehicle,
  state,
  lesson,
  brand,
}: Pick<PlanningFacts, 'vehicle' | 'state' | 'lesson' | 'brand'>): Pace {
  const { peakPowerKw } = state
  const car = { ...vehicle, peakPowerKw, isDrawing: isCharging(state) }
  return paceOf(car, lesson ?? NOTHING_LEARNT, brand ?? AT_ONCE)
}
