import { at } from '../columns.ts'
import { type BandResult, newWorkspace, searchBand } from './band.ts'
import { type Completed, type Completion, complete } from './complete.ts'
import { dualPass, noPass } from './dual.ts'
import { reduceOptions } from './option-columns.ts'
import { type DualBound, bestMultiplier } from './multiplier.ts'
import { type StageContext, costOfStart } from './stage-context.ts'
import { type Stages, buildStages } from './stages.ts'

export interface RunsResult {
  /** `null`: no plan below the cut. */
  readonly best: Completed | null
  /** At most so far above the optimum. */
  readonly gap: number
  /** The price on energy the search ended with: a good start for a similar one. */
  readonly lambda: number
}

/** Scores nearer than this are equal. */
const SAME_SCORE = 1e-10
/** How much the band grows when it held no plan. */
const WIDER = 2.2
/** Lines after which searching all that is between bound and incumbent at once makes way for bands that grow. */
const BUDGET_AT_ONCE = 1500
/** The first of these, as a share of what is between bound and incumbent. */
const FIRST_BAND = 0.15
/** The bound at a further price on energy, so many times the best, clips what that one lets pass. */
const FURTHER_PRICE = 0.9
/** Lines after which a plan that is good enough to show is not searched further. */
const BUDGET = 400_000
const BUDGET_WITHOUT_PLAN = 3_000_000

/** Used over and over; one search at a time. */
const work = {
  space: newWorkspace(),
  passes: { best: noPass(), other: noPass() },
  further: noPass(),
}

/**
 * The cheapest plan under rules of runs. A dual bound from a tiny dynamic programme (one number per state) closes many cases
 * by itself and gives the marginal price λ; what is left between bound and incumbent is searched by a dynamic programme over
 * functions, in bands that grow: a plan found in a band is the optimum, since everything cheaper was in the band as well.
 *
 * Exact. No polynomial bound holds (the problem contains subset sum); in practice some hundred lines.
 *
 * @param cut only plans with a lower score are of interest
 */
export function solveRuns(
  completion: Completion,
  { cut, start }: { readonly cut: number; readonly start: number },
): RunsResult {
  const stages = buildStages(completion.context, completion.hours)
  const ceiling = Math.min(cut, highestScore(completion.context) + 1)
  const found = bestMultiplier({ stages, completion, passes: work.passes, start, cut: ceiling })
  const upper = Math.min(ceiling, found.incumbent?.score ?? Infinity)
  if (found.lower >= upper - SAME_SCORE) return settled(found, upper)
  dualPass(stages, found.lambda * FURTHER_PRICE, work.further)
  reduceOptions(stages.columns.options, found.lambda)
  return closeGap({ stages, completion, found, upper })
}

function settled({ incumbent, lambda }: DualBound, upper: number): RunsResult {
  const best = incumbent !== null && incumbent.score <= upper + SAME_SCORE ? incumbent : null
  return { best, gap: 0, lambda }
}

interface Gap {
  readonly stages: Stages
  readonly completion: Completion
  readonly found: DualBound
  readonly upper: number
}

/** The best plan between bound and incumbent: in one search where that is quick, else in bands that grow. */
function closeGap(gap: Gap): RunsResult {
  if (gap.found.incumbent === null) return widen(gap)
  const atOnce = searchUpTo(gap, gap.upper, BUDGET_AT_ONCE)
  return atOnce === 'exhausted' ? widen(gap) : resultOf(gap, atOnce)
}

function widen(gap: Gap): RunsResult {
  const { found, upper } = gap
  const { lower, lambda, incumbent } = found
  const budget = incumbent === null ? BUDGET_WITHOUT_PLAN : BUDGET
  let proven = lower
  let width = firstWidth(gap)
  for (;;) {
    const limit = Math.min(lower + width, upper)
    const result = searchUpTo(gap, limit, budget)
    if (result === 'exhausted') return { best: incumbent, gap: upper - proven, lambda }
    if (result !== 'nothing' || limit >= upper) return resultOf(gap, result)
    proven = limit
    width *= WIDER
  }
}

function searchUpTo({ stages, completion }: Gap, limit: number, budget: number): BandResult {
  const passes = [work.passes.best, work.further]
  return searchBand({ stages, need: completion.need, passes, limit, budget }, work.space)
}

function resultOf({ completion, found, upper }: Gap, result: Exclude<BandResult, 'exhausted'>): RunsResult {
  if (result === 'nothing') return settled(found, upper)
  return { best: complete(completion, result.pattern) ?? found.incumbent, gap: 0, lambda: found.lambda }
}

function firstWidth({ stages, found, upper }: Gap): number {
  if (found.incumbent !== null) return Math.max(FIRST_BAND * (upper - found.lower), SAME_SCORE)
  const largest = stages.statement.most.reduce((most, each) => Math.max(most, each), 0)
  return Math.max(0.05 * Math.abs(found.lambda) * largest, 1e-3)
}

/** No plan has a higher score. */
function highestScore(context: StageContext): number {
  const { price, most, count, tier } = context.statement
  const surcharge = tier?.surcharge ?? 0
  let sum = 0
  for (let t = 0; t < count; t++) {
    sum += Math.max(0, at(price, t) + surcharge) * at(most, t) + costOfStart(context, t)
  }
  return sum
}
