import { canonicalHash } from '../base/canonical.ts'
import { type Interval, earliest } from '../base/interval.ts'
import { type Kwh, type Money, kwh, money, perKwh } from '../base/units.ts'
import { capacityRise } from './capacity-rise.ts'
import { energyAfter, lengthOf } from './charging-time.ts'
import { PlanningProblemError, checkProblem } from './check-problem.ts'
import { costOver, isFinal } from './cost-timeline.ts'
import { type StretchExplanation, explain } from './explain.ts'
import { type Placement, type Stretch, place } from './placement.ts'
import { latestStart } from './plan-by-time.ts'
import type { Plan, PlannedBlock } from './plan-type.ts'
import type { ChargingNeed, PlanningProblem } from './problem.ts'
import { socCurve } from './soc-curve.ts'
import { spreadStretches } from './spread-stretches.ts'
import { startsOf } from './starts-of.ts'

/**
 * The cheapest plan that is ready by `need.readyBy` and keeps to all limits of the request, with the reasons for it. Exact (see
 * {@link place}); pure; the same request gives the same plan, bit for bit. Always a plan: what cannot be kept is given up
 * in a stated order and named in `relaxed`, and a need that cannot be met in time is met late.
 *
 * @throws PlanningProblemError if the request makes no sense; never for a need that cannot be met.
 */
export function planCharging(problem: PlanningProblem): Plan {
  const faults = checkProblem(problem)
  if (faults.length > 0) throw new PlanningProblemError(faults)
  const { now, need, slots, ahead } = problem
  const placement = place(problem)
  const { stretches, constraintCosts } = explain(problem, placement)
  const blocks = toBlocks(spreadStretches(placement.stretches, problem), problem, stretches)
  const shortfall = energyFrom(need.readyBy, blocks, need)
  const energy = kwh(blocks.reduce((sum, block) => sum + block.energy, 0))
  const cost = totalCost(blocks)
  return {
    blocks,
    feasibility: shortfall > 0 ? 'late' : 'ready',
    shortfall,
    expectedReadyAt: blocks.at(-1)?.end ?? null,
    latestStart: latestStart({ ...need, target: ahead?.promised ?? need.target }, now, problem.blocked),
    socCurve: socCurve(problem, blocks),
    energy,
    cost,
    meanCost: cost === null || energy === 0 ? null : perKwh(cost / energy),
    capacityCost: capacityCost(problem, placement, { blocks, cost }),
    starts: startsOf(problem, blocks),
    constraintCosts,
    // A price passed over counts as well: the estimate may have been too high.
    provisional: ![placement.choice, ...blocks].every((interval) => isFinal(interval, slots)),
    solver: placement.solver,
    gap: money(placement.gap),
    relaxed: placement.relaxed,
    inputsHash: canonicalHash(problem),
  }
}

function toBlocks(
  stretches: readonly Stretch[],
  { need, slots }: PlanningProblem,
  explanations: readonly StretchExplanation[],
): PlannedBlock[] {
  let charged = 0
  return stretches.map(({ start, end, reason }, index) => {
    const before = charged
    charged += lengthOf({ start, end })
    const { binding, alternative } = explanations[index] ?? { binding: [], alternative: null }
    return {
      start,
      end,
      energy: kwh(energyAfter(charged, need) - energyAfter(before, need)),
      cost: costOver({ start, end }, (time) => energyAfter(before + time, need), slots),
      reason,
      binding,
      alternative,
    }
  })
}

/** What the optimiser counts beyond the energy; of a plan it was not asked for, what the peaks come to. */
function capacityCost(
  problem: PlanningProblem,
  { asked, relaxed }: Placement,
  { blocks, cost }: Pick<Plan, 'blocks' | 'cost'>,
): Money {
  const isUncounted = asked === null || cost === null || relaxed.includes('capacity-step')
  const rise = isUncounted ? capacityRise(problem, blocks) : asked.taken.cost - cost
  return money(Math.max(0, Math.round(rise * 1e4) / 1e4))
}

/** Energy of the blocks that comes after an instant. */
function energyFrom(instant: Date, blocks: readonly Interval[], need: ChargingNeed): Kwh {
  let [sooner, all] = [0, 0]
  for (const { start, end } of blocks) {
    all += lengthOf({ start, end })
    sooner += Math.max(0, lengthOf({ start, end: earliest(instant, end) }))
  }
  return kwh(sooner === all ? 0 : energyAfter(all, need) - energyAfter(sooner, need))
}

function totalCost(blocks: readonly PlannedBlock[]): Money | null {
  let sum = 0
  for (const { cost } of blocks) {
    if (cost === null) return null
    sum += cost
  }
  return money(sum)
}
