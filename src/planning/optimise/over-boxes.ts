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
}

/** Boxes looked into before a plan is taken with the gap that is left. */
const MOST_BOXES = 300
/** A bound nearer than this share to the best plan ends the search. */
const NEAR_ENOUGH = 1e-7

/**
 * Best-first over boxes of peaks: in a box the limits are limits on hours. Its bound is what the energy alone costs there; a
 * box whose plan keeps to its steps is done, any other is split. Ends when no box can be better than the best plan.
 */
export function overBoxes(search: Filling, rules: PeakRules, solve: Solve): Found | null {
  const open = peakBoxes(rules).map((box) => candidate(search, box, -Infinity))
  let found: Found | null = null
  let cost = Infinity
  for (let boxes = 0; ; boxes++) {
    open.sort((a, b) => b.bound - a.bound)
    const next = open.pop()
    if (next === undefined || next.bound >= cost - NEAR_ENOUGH * (1 + Math.abs(cost))) return found
    if (boxes >= MOST_BOXES && found !== null)
      return { ...found, gap: Math.max(found.gap, cost - next.bound) }
    const inBox = solve(roomOf(rules, next.box), cost - next.box.charge)
    if (inBox === null) continue
    const better = withPeaks(rules, inBox)
    if (better.completed.score < cost) {
      cost = better.completed.score
      found = better
    }
    if (isDone(rules, next.box, inBox)) continue
    const bound = inBox.completed.score - inBox.gap + next.box.charge
    open.push(...split(rules, next.box).map((box) => candidate(search, box, bound)))
  }
}

function withPeaks(rules: PeakRules, { completed, gap }: Found): Found {
  const increase = chargeIncrease(rules, dayPeaks(rules, completed.energy))
  const { cost, score } = completed
  return { completed: { ...completed, cost: cost + increase, score: score + increase }, gap }
}

/** Whether nothing in the box can be better than its plan: no part of it is forbidden, or the plan keeps to its steps. */
function isDone(rules: PeakRules, box: PeakBox, { completed }: Found): boolean {
  return isWithinSteps(rules, box) || chargeIncrease(rules, dayPeaks(rules, completed.energy)) <= box.charge
}

function candidate(search: Filling, box: PeakBox, parent: number): Candidate {
  const { peaks, count } = search.statement
  const cost = peaks === null ? Number.NaN : costOfFreePower(search, roomOf(peaks, box), numbers(count))
  return { box, bound: Number.isNaN(cost) ? Infinity : Math.max(parent, cost + box.charge) }
}
