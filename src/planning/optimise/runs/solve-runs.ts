import type { RunRules } from '../../statement.ts'
import { at } from '../columns.ts'
import { type Workspace, newWorkspace, searchBand } from './band.ts'
import { type Completed, type Completion, complete } from './complete.ts'
import { type DualPass, dualPass, noPass } from './dual.ts'
import { type DualBound, bestMultiplier } from './multiplier.ts'
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
/** The first band, as a share of what is between bound and incumbent. */
const FIRST_BAND = 0.15
/** Bounds at two further prices on energy clip what one price lets pass. */
const FURTHER_PRICES = [1.15, 0.85]
/** Lines after which a plan that is good enough to show is not searched further. */
const BUDGET = 400_000
const BUDGET_WITHOUT_PLAN = 600_000

const work: { readonly space: Workspace; readonly passes: readonly DualPass[] } = {
  space: newWorkspace(),
  passes: [noPass(), ...FURTHER_PRICES.map(noPass)],
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
  rules: RunRules,
  { cut, start }: { readonly cut: number; readonly start: number },
): RunsResult {
  const stages = buildStages(completion.statement, rules, completion.hours)
  const [main = noPass(), ...further] = work.passes
  const ceiling = Math.min(cut, highestScore(stages) + 1)
  const found = bestMultiplier({ stages, completion, pass: main, start, cut: ceiling })
  const upper = Math.min(ceiling, found.incumbent?.score ?? Infinity)
  if (found.lower >= upper - SAME_SCORE) return settled(found, upper)
  further.forEach((pass, index) => {
    dualPass(stages, found.lambda * (FURTHER_PRICES[index] ?? 1), pass)
  })
  dualPass(stages, found.lambda, main)
  return widen({ stages, completion, found, upper })
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

function widen({ stages, completion, found, upper }: Gap): RunsResult {
  const { lower, lambda, incumbent } = found
  const budget = incumbent === null ? BUDGET_WITHOUT_PLAN : BUDGET
  let proven = lower
  let width = firstWidth({ stages, completion, found, upper })
  for (;;) {
    const limit = Math.min(lower + width, upper)
    const result = searchBand(
      { stages, need: completion.need, passes: work.passes, limit, budget },
      work.space,
    )
    if (result === 'exhausted') return { best: incumbent, gap: upper - proven, lambda }
    if (result !== 'nothing')
      return { best: complete(completion, result.pattern) ?? incumbent, gap: 0, lambda }
    if (!(limit < upper)) return settled(found, upper)
    proven = limit
    width *= WIDER
  }
}

function firstWidth({ stages, found, upper }: Gap): number {
  if (found.incumbent !== null) return Math.max(FIRST_BAND * (upper - found.lower), SAME_SCORE)
  const largest = stages.statement.most.reduce((most, each) => Math.max(most, each), 0)
  return Math.max(0.05 * Math.abs(found.lambda) * largest, 1e-3)
}

/** No plan has a higher score. */
function highestScore({ statement, columns }: Stages): number {
  let sum = 0
  for (let t = 0; t < statement.count; t++) {
    const price = at(statement.price, t) + (statement.tier?.surcharge ?? 0)
    sum += Math.max(0, price) * at(statement.most, t)
  }
  for (let move = 0; move < columns.moves; move++) sum += at(columns.cost, move)
  return sum
}
