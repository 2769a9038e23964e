import type { TimeZone } from '../base/local-time.ts'
import type { StoredPlan } from '../control/known.ts'
import { capacityStepsOf, type CapacityStepOfPlan } from '../planning/capacity-steps.ts'
import type { PlannedBlock } from '../planning/plan-type.ts'
import type { ChargedAhead } from '../planning/problem.ts'
import type { Currency } from '../prices/zones.ts'
import { COST_BASIS } from '../tariffs/cost-curve.ts'
import { withOffset } from './vehicle-document.ts'

/** A plan as the API shows it. Blocks are half-open: `end` belongs to the next one. All sums are in `currency`, ISO 4217. */
export function planDocument(
  { id, vehicleId, madeAt, cause, plan, problem, promisedReadyBy }: StoredPlan,
  { timeZone, currency }: { readonly timeZone: TimeZone; readonly currency: Currency },
) {
  return {
    id,
    vehicleId,
    madeAt,
    cause,
    readyBy: withOffset(promisedReadyBy, timeZone),
    ahead: problem.ahead === undefined ? null : aheadDocument(problem.need.target, problem.ahead, timeZone),
    feasibility: plan.feasibility,
    shortfallKwh: plan.shortfall,
    expectedReadyAt: plan.expectedReadyAt,
    latestStart: plan.latestStart,
    energyKwh: plan.energy,
    currency,
    cost: plan.cost,
    meanCostPerKwh: plan.meanCost,
    capacityCost: plan.capacityCost,
    capacitySteps: capacityStepsOf(problem, plan).map(stepDocument),
    basis: COST_BASIS,
    provisional: plan.provisional,
    starts: plan.starts,
    blocks: plan.blocks.map(blockDocument),
    constraintCosts: plan.constraintCosts.map(({ constraint, cost }) => ({ constraint, cost })),
    relaxed: plan.relaxed,
    socCurve: plan.socCurve.map(({ at, soc }) => ({ at, socPercent: soc })),
    solver: plan.solver,
    gap: plan.gap,
    inputsHash: plan.inputsHash,
  }
}

/** Charged past the target of `readyBy`, for the departure after it. */
function aheadDocument(socPercent: number, { readyBy, target }: ChargedAhead, timeZone: TimeZone) {
  return { socPercent, nextReadyBy: withOffset(readyBy, timeZone), nextTargetPercent: target }
}

/** How the plan stands to the step of the charge on peaks; means of clock hours, the house included. */
function stepDocument({ month, upTo, costPerMonth, nextCosts, left, highest, isKept }: CapacityStepOfPlan) {
  return {
    month,
    upToKw: upTo,
    costPerMonth,
    nextStepExtraCost: nextCosts,
    leftKw: left,
    highestKw: highest,
    isKept,
  }
}

/** A block with why it stands there, and the best plan that leaves its time out. */
function blockDocument({ start, end, energy, cost, reason, binding, alternative }: PlannedBlock) {
  return {
    start,
    end,
    energyKwh: energy,
    cost,
    reason,
    binding,
    alternative: alternative && { blocks: alternative.blocks, extraCost: alternative.extraCost },
  }
}
