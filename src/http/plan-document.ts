import type { TimeZone } from '../base/local-time.ts'
import type { StoredPlan } from '../control/plan-store.ts'
import { COST_BASIS } from '../tariffs/cost.ts'
import { withOffset } from './vehicle-document.ts'

/** A plan as the API shows it. Blocks are half-open: `end` belongs to the next one. */
export function planDocument(
  { id, vehicleId, madeAt, cause, plan, promisedReadyBy }: StoredPlan,
  zone: TimeZone,
) {
  return {
    id,
    vehicleId,
    madeAt,
    cause,
    readyBy: withOffset(promisedReadyBy, zone),
    feasibility: plan.feasibility,
    shortfallKwh: plan.shortfall,
    expectedReadyAt: plan.expectedReadyAt,
    latestStart: plan.latestStart,
    energyKwh: plan.energy,
    costNok: plan.cost,
    meanCostNokPerKwh: plan.meanCost,
    basis: COST_BASIS,
    provisional: plan.provisional,
    blocks: plan.blocks.map(({ start, end, energy, cost, reason }) => ({
      start,
      end,
      energyKwh: energy,
      costNok: cost,
      reason,
    })),
    socCurve: plan.socCurve.map(({ at, soc }) => ({ at, socPercent: soc })),
    solver: plan.solver,
    inputsHash: plan.inputsHash,
  }
}
