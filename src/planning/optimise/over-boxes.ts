import { numbers } from './columns.ts'
import type { PeakRules } from '../statement.ts'
import { type Filling, costOfFreePower } from './free-power.ts'
import { type PeakBox, isWithinSteps, peakBoxes, roomOf, split } from './peak-boxes.ts'
import { chargeIncrease, dayPeaks } from './peak-charge.ts'
import type { Completed } from './runs/complete.ts'
import type { HourRoom } from './runs/stage-context.ts'

/** A plan, and how far above the optimum it may be. */
export interface Found {
  readonly completed: Completed
  readonly gap: number
  /** Where energy does not tell how long. */
  readonly hours?: Float64Array
}

/** The best plan below a cut, given what every hour has room for; null if there is none. */
export type Solve = (hours: HourRoom, cut: number) => Found | null

interface Candidate {
  readonly box: PeakBox
  /** No plan in the box costs less. */
  readonly bound: number
  /** What every hour has room for, once the bound counts it. */
  readonly room: HourRoom | null
}

interface LimitedBox extends Candidate {
  readonly room: HourRoom
}

/** Boxes looked into before a plan is taken with the gap that is left. */
const MOST_BOXES = 300
/** Boxes searched without finding a plan after which it is worth asking whether there is one at all. */
const ENOUGH_IN_VAIN = 3
/** A bound nearer than this share to the best plan ends the search. */
const NEAR_ENOUGH = 1e-7

/**
 * Best-first over boxes of peaks: in a box the limits are limits on hours. Its bound is what the energy alone costs, at first
 * without the limits, which needs no work, and there once the box is the next to be looked into. A box whose plan keeps to its
 * steps is done, any other is split. Ends when no box can be better than the best plan.
 */
export function overBoxes(filling: Filling, rules: PeakRules, solve: Solve): Found | null {
  const free = costOfFreePower(filling, null, numbers(filling.statement.count))
  if (Number.isNaN(free)) return null
  const open = peakBoxes(rules).map((box): Candidate => ({ box, bound: free + box.charge, room: null }))
  const search: BoxSearch = { filling, rules, solve, open, best: null, inVain: 0 }
  for (let boxes = 0; boxes < MOST_BOXES || search.best === null; boxes++) {
    const next = nextBox(search)
    if (next === null) return search.best
    lookInto(search, next)
    if (search.inVain === ENOUGH_IN_VAIN && !isAnyPlan(search)) return null
  }
  const lowest = Math.min(...open.map(({ bound }) => bound))
  return { ...search.best, gap: Math.max(search.best.gap, search.best.completed.score - lowest) }
}

interface BoxSearch {
  readonly filling: Filling
  readonly rules: PeakRules
  readonly solve: Solve
  readonly open: Candidate[]
  best: Found | null
  /** Boxes without a plan, before the first one with a plan. */
  inVain: number
}

/** The box with the lowest bound, its limits counted; null if no box can be better than the best plan. */
function nextBox({ filling, rules, open, best }: BoxSearch): LimitedBox | null {
  const cost = best?.completed.score ?? Infinity
  for (;;) {
    const next = takeLowest(open)
    if (next === undefined || next.bound >= cost - NEAR_ENOUGH * (1 + Math.abs(cost))) return null
    const { box, bound, room } = next
    if (room !== null) return { box, bound, room }
    open.push(withinLimits(filling, rules, next))
  }
}

function lookInto(search: BoxSearch, { box, bound, room }: LimitedBox): void {
  const { rules, open, solve, best } = search
  const inBox = solve(room, (best?.completed.score ?? Infinity) - box.charge)
  if (inBox === null) {
    if (best === null) search.inVain++
    return
  }
  search.best = better(best, withPeaks(rules, inBox))
  const increase = chargeIncrease(rules, dayPeaks(rules, inBox.completed.energy))
  // Nothing in the box can be better than its plan if no part of it is forbidden, or if the plan keeps to its steps.
  if (isWithinSteps(rules, box) || increase <= box.charge) return
  const least = Math.max(bound, inBox.completed.score - inBox.gap + box.charge)
  for (const part of split(rules, box)) open.push({ box: part, bound: least, room: null })
}

function better(a: Found | null, b: Found): Found {
  return a === null || b.completed.score < a.completed.score ? b : a
}

/** Whether there is a plan within limits that hold all the boxes together: if not, none of them has one. */
function isAnyPlan({ rules, open, solve }: BoxSearch): boolean {
  const high = rules.days.map((_, day) => Math.max(0, ...open.map(({ box }) => box.high[day] ?? 0)))
  return solve(roomOf(rules, { high }), Infinity) !== null
}

/** The candidate with the lowest bound, the first of equals; the list loses it. */
function takeLowest(open: Candidate[]): Candidate | undefined {
  let lowest = 0
  for (let i = 1; i < open.length; i++) {
    if ((open[i]?.bound ?? Infinity) < (open[lowest]?.bound ?? Infinity)) lowest = i
  }
  return open.splice(lowest, 1)[0]
}

/** Counts what the limits of the box cost. */
function withinLimits(filling: Filling, rules: PeakRules, { box, bound }: Candidate): Candidate {
  const room = roomOf(rules, box)
  const cost = costOfFreePower(filling, room, numbers(filling.statement.count))
  return { box, room, bound: Number.isNaN(cost) ? Infinity : Math.max(bound, cost + box.charge) }
}

function withPeaks(rules: PeakRules, { completed, gap }: Found): Found {
  const increase = chargeIncrease(rules, dayPeaks(rules, completed.energy))
  const { cost, score } = completed
  return { completed: { ...completed, cost: cost + increase, score: score + increase }, gap }
}
