import { addMinutes } from 'date-fns'
import { latest, overlap, type Interval } from '../base/interval.ts'
import { addHoursExact, hoursBetween, kw, kwh, percent } from '../base/units.ts'
import { isDrawing, isPluggedIn, type ChargeState } from '../carmakers/charge-state.ts'
import type { Herd } from '../planning/herd-offset.ts'
import { latestStart } from '../planning/plan-by-time.ts'
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
  /** How often charging was started in the present stay at the plug. */
  readonly startsMade: number
  /** The plan of the present stay at the plug. */
  readonly previous: MadePlan | null
}

/**
 * The margin between the end of the plan and the promised time, where time allows: an hour in which the service may be
 * down, a car may sleep or a charger start late; more for a long charge, whose power is known to some per cent only.
 */
const MARGIN_MINUTES = 60
const PACE_MARGIN = 0.15
const COMMAND_MINUTES = 10
/** Left to the target at the end of a plan: charged on at once, since a new start for it would cost more than it saves. */
export const FINISHING_POINTS = 3
/** Other cars may be so much earlier or later than a plan was made for: it waits for them, and has its margin. */
const CROSSING_MINUTES = 5

/** A new plan and why, or `null` if the previous one holds or nothing is needed. Pure. */
export function replan(facts: PlanningFacts): { cause: ReplanCause; made: MadePlan } | null {
  const need = needOf(facts)
  if (need === null || need.soc >= need.target) return null
  const { previous, state } = facts
  const promised = promisedReadyBy(facts.policy, state)
  const comparable = previous?.promisedReadyBy.getTime() === promised.getTime()
  const aim = aimFor(need, promised, facts)
  const compared = requestOf(facts, { ...need, readyBy: comparable ? previous.problem.need.readyBy : aim })
  const cause = whyReplan(previous, compared) ?? whyRoomFails(previous, facts)
  if (cause === null || (cause === 'plan-ended' && isFinishing(need, state.charge))) return null
  const asked = requestOf(facts, { ...need, readyBy: aim })
  const problem = previous === null ? asked : following(previous.plan, asked)
  return { cause, made: { plan: planCharging(problem), problem, promisedReadyBy: promised } }
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

/** What is left of the limits: starts made count, but a car that stands may be started once more, whatever was before. */
function runsLeft({ runs, startsMade, state }: PlanningFacts): RunLimits {
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
  return {
    latestStart: latestStart(
      { ...need, readyBy: facts.previous.problem.need.readyBy },
      facts.now,
      facts.blocked,
    ),
    finishAt: addHoursExact(facts.now, chargingHours(need)),
  }
}

function needOf({
  vehicle,
  policy,
  state,
}: Pick<PlanningFacts, 'vehicle' | 'policy' | 'state'>): ChargingNeed | null {
  const { charge } = state
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

/** Where the plan aims: the promised time less the margin, as far as other cars leave time for one. */
function aimFor(need: ChargingNeed, promised: Date, { now, blocked = [] }: PlanningFacts): Date {
  const charging = chargingHours(need)
  const wished = Math.max(MARGIN_MINUTES, charging * 60 * PACE_MARGIN + COMMAND_MINUTES)
  const taken = promised > now ? minutesWithin(blocked, { start: now, end: promised }) : 0
  const spare = (hoursBetween(now, promised) - charging) * 60 - taken
  return addMinutes(promised, -Math.floor(Math.max(0, Math.min(wished, spare))))
}

function chargingHours({ soc, target, capacity, efficiency, power }: ChargingNeed): number {
  return ((target - soc) * capacity) / 100 / efficiency / power
}

function isFinishing(need: ChargingNeed, charge: ChargeState | null): boolean {
  return charge !== null && isDrawing(charge.status) && need.target - need.soc <= FINISHING_POINTS
}
