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

/** Boxes looked into before a plan is taken with the gap that is left. */
const MOST_BOXES = 300
/** A bound nearer than this share to the best plan ends the search. */
const NEAR_ENOUGH = 1e-7

/**
 * Best-first over boxes of peaks: in a box the limits are limits on hours. Its bound is what the energy alone costs, at first
 * without the limits, which needs no work, and there once the box is the next to be looked into. A box whose plan keeps to its
 * steps is done, any other is split. Ends when no box can be better than the best plan.
 */
export function overBoxes(search: Filling, rules: PeakRules, solve: Solve): Found | null {
  const free = costOfFreePower(search, null, numbers(search.statement.count))
  if (Number.isNaN(free)) return null
  const open = peakBoxes(rules).map((box): Candidate => ({ box, bound: free + box.charge, room: null }))
  let found: Found | null = null
  let cost = Infinity
  for (let boxes = 0; boxes < MOST_BOXES || found === null;) {
    const next = takeLowest(open)
    if (next === undefined || next.bound >= cost - NEAR_ENOUGH * (1 + Math.abs(cost))) return found
    const { box, bound, room } = next
    if (room === null) {
      open.push(withinLimits(search, rules, next))
      continue
    }
    boxes++
    const inBox = solve(room, cost - box.charge)
    if (inBox === null) continue
    const better = withPeaks(rules, inBox)
    if (better.completed.score < cost) {
      cost = better.completed.score
      found = better
    }
    if (isDone(rules, box, inBox)) continue
    const least = Math.max(bound, inBox.completed.score - inBox.gap + box.charge)
    open.push(...split(rules, box).map((part): Candidate => ({ box: part, bound: least, room: null })))
  }
  const lowest = Math.min(...open.map(({ bound }) => bound))
  return { ...found, gap: Math.max(found.gap, cost - lowest) }
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
function withinLimits(search: Filling, rules: PeakRules, { box, bound }: Candidate): Candidate {
  const room = roomOf(rules, box)
  const cost = costOfFreePower(search, room, numbers(search.statement.count))
  return { box, room, bound: Number.isNaN(cost) ? Infinity : Math.max(bound, cost + box.charge) }
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
