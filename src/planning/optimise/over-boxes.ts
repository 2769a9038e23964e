import type { PeakRules } from '../statement.ts'
import { type Candidate, lowestBound, takeLowest } from './best-first.ts'
import { numbers } from './columns.ts'
import type { Found, Solve } from './found.ts'
import { type Filling, costOfFreePower } from './free-power.ts'
import { type PeakBox, isWithinSteps, mended, peakBoxes, roomOf, split } from './peak-boxes.ts'
import { chargeIncrease, dayPeaks } from './peak-charge.ts'
import type { HourRoom } from './runs/stage-context.ts'
import { type HourParts, hourParts, roomOfParts, shareOut } from './shared-hours.ts'

interface OpenBox extends Candidate {
  readonly box: PeakBox
  /** What every hour has room for, once the bound counts it. */
  readonly room: HourRoom | null
}

interface LimitedBox extends OpenBox {
  readonly room: HourRoom
}

/** Boxes looked into before a plan is taken with the gap that is left. */
const MOST_BOXES = 200
/** Boxes searched without finding a plan after which it is worth asking whether there is one at all. */
const ENOUGH_IN_VAIN = 3

/**
 * Best-first over boxes of peaks: in a box the limits are limits on hours. Its bound is what the energy alone costs, at first
 * without the limits, which needs no work, and there once the box is the next to be looked into. A box whose plan keeps to its
 * steps is done, any other is split. Ends when no box can be better than the best plan.
 */
export function overBoxes(filling: Filling, rules: PeakRules, solve: Solve): Found | null {
  const free = costOfFreePower(filling, null, numbers(filling.statement.count))
  if (Number.isNaN(free)) return null
  const open = peakBoxes(rules).map((box): OpenBox => ({ box, bound: free + box.charge, room: null }))
  const parts = hourParts(filling.statement, rules)
  const search: BoxSearch = { filling, rules, parts, solve, open, best: null, inVain: 0 }
  for (let boxes = 0; boxes < MOST_BOXES || search.best === null; boxes++) {
    const next = nextBox(search)
    if (next === null) return search.best
    lookInto(search, next)
    if (search.inVain === ENOUGH_IN_VAIN && !isAnyPlan(search)) return null
  }
  const { best } = search
  return { ...best, gap: Math.max(best.gap, best.completed.score - lowestBound(open)) }
}

interface BoxSearch {
  readonly filling: Filling
  readonly rules: PeakRules
  readonly parts: HourParts
  readonly solve: Solve
  readonly open: OpenBox[]
  best: Found | null
  /** Boxes without a plan, before the first one with a plan. */
  inVain: number
}

/** The box with the lowest bound, its limits counted; null if no box can be better than the best plan. */
function nextBox(search: BoxSearch): LimitedBox | null {
  for (;;) {
    const next = takeLowest(search.open, costOf(search))
    if (next === null) return null
    const { box, bound, room } = next
    if (room !== null) return { box, bound, room }
    search.open.push(withinLimits(search, next))
  }
}

function costOf({ best }: BoxSearch): number {
  return best?.completed.score ?? Infinity
}

function lookInto(search: BoxSearch, { box, bound, room }: LimitedBox): void {
  const { rules, parts, open, solve } = search
  const inBox = shareOut(parts, room, costOf(search) - box.charge, solve)
  if (inBox === null) {
    if (search.best === null) search.inVain++
    return
  }
  consider(search, inBox)
  const peaks = dayPeaks(rules, inBox.completed.energy)
  // Nothing in the box can be better than its plan if no part of it is forbidden, or if the plan keeps to its steps.
  if (isWithinSteps(rules, box) || chargeIncrease(rules, peaks) <= box.charge) return
  mend(search, box, peaks)
  const least = Math.max(bound, inBox.completed.score - inBox.gap + box.charge)
  for (const part of split(rules, box, peaks)) open.push({ box: part, bound: least, room: null })
}

/** Looks for plans near one that passes a limit. */
function mend(search: BoxSearch, box: PeakBox, peaks: readonly number[]): void {
  const { rules, parts, solve } = search
  for (const { high, charge } of mended(rules, box, peaks)) {
    const room = roomOfParts(parts, roomOf(rules, { high }))
    const found = shareOut(parts, room, costOf(search) - charge, solve)
    if (found !== null) consider(search, found)
  }
}

/** Notes a plan with the charge on its peaks, if it is the best so far. */
function consider(search: BoxSearch, { completed, gap }: Found): void {
  const { rules } = search
  const increase = chargeIncrease(rules, dayPeaks(rules, completed.energy))
  const { cost, score } = completed
  if (score + increase >= costOf(search)) return
  search.best = { completed: { ...completed, cost: cost + increase, score: score + increase }, gap }
}

/** Whether there is a plan within limits that hold all the boxes together: if not, none of them has one. */
function isAnyPlan({ rules, parts, open, solve }: BoxSearch): boolean {
  const high = rules.days.map((_, day) => Math.max(0, ...open.map(({ box }) => box.high[day] ?? 0)))
  return solve(roomOfParts(parts, roomOf(rules, { high })), Infinity) !== null
}

/** Counts what the limits of the box cost. */
function withinLimits({ filling, rules, parts }: BoxSearch, { box, bound }: OpenBox): OpenBox {
  const room = roomOfParts(parts, roomOf(rules, box))
  const cost = costOfFreePower(filling, room, numbers(filling.statement.count))
  return { box, room, bound: Number.isNaN(cost) ? Infinity : Math.max(bound, cost + box.charge) }
}
