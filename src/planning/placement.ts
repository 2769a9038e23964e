import { type Interval, latest, overlap } from '../base/interval.ts'
import { after, lengthOf, timeToGoal, timeToMinimum } from './charging-time.ts'
import { slotsWithin } from './cost-timeline.ts'
import { chargeFrom, chargeUpTo, hasPrice, isFuseBelowCar } from './late-plan.ts'
import type { BlockReason, Constraint, Solver } from './plan-type.ts'
import type { PlanningProblem } from './problem.ts'
import { type Answer, type Request, answerRequest, answerVariation } from './solve-request.ts'
import { startsOf } from './starts-of.ts'
import { termsOf } from './terms-of-need.ts'

/** A stretch of charging and why it is there. */
export interface Stretch extends Interval {
  readonly reason: BlockReason
}

/** Where charging is placed, before it is priced and explained. */
export interface Placement {
  readonly stretches: readonly Stretch[]
  readonly solver: Solver
  /** Where charging might have been placed otherwise; empty if there was nothing to choose. */
  readonly choice: Interval
  /** What the optimiser was asked and answered; null where there was nothing to ask. */
  readonly asked: { readonly request: Request; readonly best: Answer; readonly taken: Answer } | null
  readonly gap: number
  readonly relaxed: readonly Constraint[]
}

/**
 * Where to charge.
 *
 * 1. The minimum state of charge comes first, from now on, whatever the price, past ready-by if it must.
 * 2. The rest as the optimiser says; without a single price, by time alone.
 * 3. With too little time: from now on without a choice, past ready-by, until the target is reached.
 */
export function place(problem: PlanningProblem): Placement {
  const { now, need } = problem
  const minimumReached = after(now, timeToMinimum(need))
  const window = { start: minimumReached, end: latest(need.readyBy, minimumReached) }
  return (
    withoutChoice(problem, window) ??
    chosen(problem, window) ??
    atOnce(problem, chargeFrom(now, timeToGoal(need), problem), 'merit-order')
  )
}

/** What needs no optimiser: nothing to charge, no time to choose or no price to choose by; else null. */
function withoutChoice(problem: PlanningProblem, window: Interval): Placement | null {
  const { now, need, laterDepartures = [] } = problem
  if (laterDepartures.length > 0) return null
  const whole = timeToGoal(need)
  const first = timeToMinimum(need)
  if (whole === 0) return unchosen([], 'nothing-to-do', nothingAfter(window.start))
  const soonest = chargeFrom(now, whole, problem)
  if (whole === first) return atOnce(problem, soonest, 'merit-order')
  const isPriced = hasPrice(problem, { start: now, end: latest(need.readyBy, now) })
  const isPressed = (soonest.at(-1)?.end ?? now) >= need.readyBy
  if (isPressed) return atOnce(problem, soonest, isPriced ? 'merit-order' : 'by-time')
  return isPriced ? null : byTime(problem, window)
}

/** The minimum first, the rest as late as there is time; from now on where that would take more starts than are left. */
function byTime(problem: PlanningProblem, window: Interval): Placement {
  const { now, need, runs } = problem
  const whole = timeToGoal(need)
  const first = timeToMinimum(need)
  const prefix = chargeFrom(now, first, problem)
  const later = { start: prefix.at(-1)?.end ?? window.start, end: window.end }
  const late = [...prefix, ...chargeUpTo(later, whole - first, problem)]
  const isWithin = (placed: readonly Interval[]): boolean =>
    startsOf(problem, placed) <= (runs?.maxStarts ?? Infinity)
  const placed = isWithin(late) ? late : chargeFrom(now, whole, problem)
  const placement = unchosen(labelled(problem, placed, 'by-time'), 'by-time', window)
  return isWithin(placed) ? placement : { ...placement, relaxed: ['starts-limit'] }
}

function atOnce(problem: PlanningProblem, soonest: readonly Interval[], solver: Solver): Placement {
  const minimumReached = after(problem.now, timeToMinimum(problem.need))
  const placed = unchosen(
    labelled(problem, soonest, 'no-time-to-choose'),
    solver,
    nothingAfter(minimumReached),
  )
  return isFuseBelowCar(problem) ? { ...placed, relaxed: ['grid-limit'] } : placed
}

function nothingAfter(instant: Date): Interval {
  return { start: instant, end: instant }
}

function chosen(problem: PlanningProblem, window: Interval): Placement | null {
  const request = { problem, terms: termsOf(problem) }
  const best = answerRequest(request)
  if (best === null) return null
  const taken = keptIfGoodEnough(request, best)
  return {
    stretches: labelled(problem, taken.stretches, 'cheapest'),
    solver: taken.solver,
    choice: window,
    asked: { request, best, taken },
    gap: Math.max(0, taken.cost - best.cost) + best.gap,
    relaxed: taken.relaxed,
  }
}

/** The plan followed so far, as far as it still does, unless the best one gains more than the threshold. */
function keptIfGoodEnough(request: Request, best: Answer): Answer {
  const { kept } = request.problem
  if (kept === undefined || best.relaxed.length > 0) return best
  const old = answerVariation(request, { preferring: kept.blocks })
  return old !== null && old.cost <= best.cost + kept.threshold ? old : best
}

function unchosen(stretches: readonly Stretch[], solver: Solver, choice: Interval): Placement {
  return { stretches, solver, choice, asked: null, gap: 0, relaxed: [] }
}

/** Cuts stretches where the reason changes: at the minimum, around what is frozen, where no price is known. */
function labelled(problem: PlanningProblem, stretches: readonly Interval[], reason: BlockReason): Stretch[] {
  const { now, need, frozen = [], slots } = problem
  const minimumReached = chargeFrom(now, timeToMinimum(need), problem).at(-1)?.end ?? now
  const result: Stretch[] = []
  for (const stretch of stretches) {
    const later = { start: latest(stretch.start, minimumReached), end: stretch.end }
    add(result, {
      start: stretch.start,
      end: earliestOf(stretch.end, minimumReached),
      reason: 'minimum-first',
    })
    if (lengthOf(later) <= 0) continue
    if (reason !== 'cheapest') add(result, { ...later, reason })
    else for (const slot of slotsWithin(slots, later)) addSlot(result, slot, frozen)
  }
  return result
}

function addSlot(
  result: Stretch[],
  slot: Interval & { readonly costPerKwh: number | null },
  frozen: readonly Interval[],
): void {
  const reason = slot.costPerKwh === null ? 'by-time' : 'cheapest'
  let reached = slot.start
  for (const promised of frozen) {
    const part = overlap(promised, { start: reached, end: slot.end })
    if (part === undefined) continue
    add(result, { start: reached, end: part.start, reason })
    add(result, { ...part, reason: 'frozen' })
    reached = part.end
  }
  add(result, { start: reached, end: slot.end, reason })
}

function add(result: Stretch[], stretch: Stretch): void {
  if (stretch.end <= stretch.start) return
  const last = result.at(-1)
  const goesOn = last?.reason === stretch.reason && last.end.getTime() === stretch.start.getTime()
  if (goesOn) result.splice(-1, 1, { ...last, end: stretch.end })
  else result.push(stretch)
}

function earliestOf(a: Date, b: Date): Date {
  return a < b ? a : b
}
