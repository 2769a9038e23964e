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

/** First step from a guess, as a share of it: prices of equal slots differ by less. See {@link approach}. */
const NUDGE = 1e-6

/** A plan seen: at any λ it is worth `cost − λ · energy`, so D(λ) is no higher. */
interface Tangent {
  readonly cost: number
  readonly energy: number
}

/**
 * The λ at which the dual bound D(λ) + λ·target is highest. D is concave and piecewise linear, and every pass gives a tangent
 * to it. With one tangent on either side of the target the next λ is where they cross, so the search is finite: three to
 * six passes as a rule. If the energies of a pass include the target, its pattern is optimal.
 *
 * The target is the least need while energy costs, the most while it is paid for; a pass at λ = 0 tells which.
 */
export function bestMultiplier(search: MultiplierSearch): DualBound {
  const { need } = search.completion
  const found: DualBound = { lower: -Infinity, lambda: 0, incumbent: null }
  if (need.most <= need.least + SAME_ENERGY) {
    approach(search, found, need.least)
    return found
  }
  const free = look(search, found, 0, need.least)
  if (free.most < need.least - SAME_ENERGY) approach(search, found, need.least)
  else if (free.least > need.most + SAME_ENERGY) {
    found.lower = -Infinity
    approach(search, found, need.most)
  } else found.lower = free.value
  return found
}

/** The tangents nearest to the target on either side. */
interface Bracket {
  below: Tangent | null
  above: Tangent | null
}

/**
 * The guess is mostly right: the price of the dearest slot that is needed. There the plans with and without that slot tie, and a pass
 * sees one of them; a nudge shows the other, and where their tangents cross the bound is at its best.
 */
function approach(search: MultiplierSearch, found: DualBound, target: number): void {
  const bracket: Bracket = { below: null, above: null }
  let lambda = search.start
  let stride = NUDGE * Math.max(Math.abs(lambda), 1)
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const { value, least, most } = look(search, found, lambda, target)
    const isSettled = least <= target + SAME_ENERGY && most >= target - SAME_ENERGY
    if (isSettled || value === Infinity) return
    if (most < target) bracket.below = { cost: value + lambda * most, energy: most }
    else bracket.above = { cost: value + lambda * least, energy: least }
    const next = crossing(bracket, target)
    if (found.lower >= Math.min(search.cut, next.bound - SAME)) return
    lambda = next.lambda ?? lambda + (bracket.below === null ? -stride : stride)
    stride = pass === 0 ? Math.max(Math.abs(search.start) / 16, 1e-3) : 2 * stride
  }
}

/** Where the tangents cross, and the value there, which D + λ·target cannot pass anywhere. */
function crossing(
  { below, above }: Bracket,
  target: number,
): { readonly lambda: number | null; readonly bound: number } {
  if (below === null || above === null) return { lambda: null, bound: Infinity }
  const lambda = (above.cost - below.cost) / (above.energy - below.energy)
  return { lambda, bound: below.cost + lambda * (target - below.energy) }
}

/** One pass at λ: notes the bound, and completes the pattern, which may be the best plan so far. */
function look(
  { stages, completion, passes }: MultiplierSearch,
  found: DualBound,
  lambda: number,
  target: number,
): { readonly value: number; readonly least: number; readonly most: number } {
  const pass = passes.other
  dualPass(stages, lambda, pass)
  const { value } = pass
  if (value + lambda * target > found.lower) {
    found.lower = value + lambda * target
    found.lambda = lambda
    passes.other = passes.best
    passes.best = pass
  }
  if (value === Infinity) return { value, least: 0, most: 0 }
  const pattern = patternOf(stages, pass)
  const better = complete(completion, pattern, found.incumbent?.score)
  if (better !== null) found.incumbent = better
  return { value, least: pattern.least, most: pattern.most }
}
