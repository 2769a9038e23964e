import { at } from '../columns.ts'
import { type Completed, type Completion, complete } from './complete.ts'
import { type DualPass, dualPass, patternOf } from './dual.ts'
import type { Stages } from './stages.ts'

/** What the search for the best price on energy gave. */
export interface DualBound {
  /** No plan has a lower score; Infinity: there is no plan. */
  lower: number
  lambda: number
  /** The best plan come across. */
  incumbent: Completed | null
}

export interface MultiplierSearch {
  readonly stages: Stages
  readonly completion: Completion
  /** Overwritten; in the end `best` is the pass of the highest bound. */
  readonly passes: { best: DualPass; other: DualPass }
  /** A guess at the marginal price. */
  readonly start: number
  /** Ends early once the bound reaches this. */
  readonly cut: number
}

/** Values nearer than this are equal. */
const SAME = 1e-10
const SAME_ENERGY = 1e-9
const MOST_PASSES = 80
/** What the bound might still rise by, as a share of what it cannot close, that is not worth a pass. */
const LITTLE = 0.02
/** A first step without a plan to go by, as a share of what prices differ by; the next ones are twice as long. */
const FIRST_STEP = 1 / 32
const SHORTEST_STEP = 1e-3

/**
 * The λ at which the dual bound D(λ) + λ·target is highest. The target is the least need while energy costs, the most while
 * it is paid for, and at λ = 0 all in between. The bound is concave and piecewise linear, and every pass gives a tangent to it. With
 * one tangent on either side of the target the next λ is where they cross, so the search is finite: one to five passes as a
 * rule. If the energies of a pass include the target, its pattern is optimal.
 */
export function bestMultiplier(search: MultiplierSearch): DualBound {
  const found: DualBound = { lower: -Infinity, lambda: 0, incumbent: null }
  const bracket: Bracket = { below: null, above: null }
  let lambda = search.start
  let step = firstStep(search)
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const tangent = look(search, found, lambda)
    if (tangent === 'settled') return found
    bracket[tangent.side] = tangent
    const next = nextPrice(search, bracket, { found, step })
    if (isBestPossible(search, found, next.bound)) return found
    lambda = next.lambda
    step *= 2
  }
  return found
}

function firstStep({ completion: { order } }: MultiplierSearch): number {
  if (order.count === 0) return SHORTEST_STEP
  return Math.max(FIRST_STEP * (at(order.slope, order.count - 1) - at(order.slope, 0)), SHORTEST_STEP)
}

/** A plan seen: at any λ it is worth `cost − λ · energy`, so D(λ) is no higher. */
interface Tangent {
  /** Which side of the target its energy lies. */
  readonly side: 'below' | 'above'
  /** The λ it was seen at. */
  readonly lambda: number
  readonly cost: number
  readonly energy: number
}

/** The tangents nearest to the target on either side. */
interface Bracket {
  below: Tangent | null
  above: Tangent | null
}

type Need = Completion['need']

/** How far the search has come, and the next step without a plan to go by. */
interface Reached {
  readonly found: DualBound
  readonly step: number
}

/** Which λ to look at next, and a value that the bound does not pass anywhere. */
interface Next {
  readonly lambda: number
  readonly bound: number
}

/** Where the tangents cross; with one side only, beyond it. */
function nextPrice(
  { completion: { need } }: MultiplierSearch,
  { below, above }: Bracket,
  reached: Reached,
): Next {
  if (below !== null && above !== null) return crossing(below, above, need)
  const only = below ?? above
  return only === null ? { lambda: 0, bound: Infinity } : beyond(only, need, reached)
}

/** The target changes at λ = 0, so no way leads past it. */
function hasKink(need: Need): boolean {
  return need.most > need.least + SAME_ENERGY
}

function crossing(below: Tangent, above: Tangent, need: Need): Next {
  if (hasKink(need) && below.lambda < 0 && above.lambda > 0) return { lambda: 0, bound: Infinity }
  const target = above.lambda <= 0 ? need.most : need.least
  const lambda = (above.cost - below.cost) / (above.energy - below.energy)
  return { lambda, bound: below.cost + lambda * (target - below.energy) }
}

/** Where the tangent comes to the cost of the best plan, which the bound does not pass; without a plan, a step further. */
function beyond(only: Tangent, need: Need, { found: { incumbent }, step }: Reached): Next {
  const isUp = only.side === 'below'
  const target = only.lambda > 0 || (only.lambda === 0 && isUp) ? need.least : need.most
  const lambda =
    incumbent === null
      ? only.lambda + (isUp ? step : -step)
      : (incumbent.score - only.cost) / (target - only.energy)
  const isPast = hasKink(need) && only.lambda * lambda < 0
  return { lambda: isPast ? 0 : lambda, bound: incumbent?.score ?? Infinity }
}

/** Whether more passes could only raise the bound by little beside what they cannot close. */
function isBestPossible({ cut }: MultiplierSearch, { lower, incumbent }: DualBound, bound: number): boolean {
  const open = Math.min(cut, incumbent?.score ?? Infinity) - bound
  const little = open < Infinity ? Math.max(SAME, LITTLE * open) : SAME
  return lower >= Math.min(cut, bound - little)
}

/** One pass at λ: notes the bound, and completes the pattern, which may be the best plan so far. */
function look(
  { stages, completion, passes }: MultiplierSearch,
  found: DualBound,
  lambda: number,
): Tangent | 'settled' {
  const { need } = completion
  const pass = passes.other
  dualPass(stages, lambda, pass)
  const { value } = pass
  const bound = value + lambda * (lambda >= 0 ? need.least : need.most)
  if (bound > found.lower) {
    found.lower = bound
    found.lambda = lambda
    passes.other = passes.best
    passes.best = pass
  }
  if (value === Infinity) return 'settled'
  const pattern = patternOf(stages, pass)
  const better = complete(completion, pattern, found.incumbent?.score)
  if (better !== null) found.incumbent = better
  const { least, most } = pattern
  if (most < (lambda < 0 ? need.most : need.least) - SAME_ENERGY) {
    return { side: 'below', lambda, cost: value + lambda * most, energy: most }
  }
  if (least > (lambda > 0 ? need.least : need.most) + SAME_ENERGY) {
    return { side: 'above', lambda, cost: value + lambda * least, energy: least }
  }
  return 'settled'
}
