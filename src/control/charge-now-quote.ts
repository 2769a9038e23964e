import { addHoursExact } from '../base/units.ts'
import type { ChargeState } from '../carmakers/charge-state.ts'
import { planCharging } from '../planning/plan.ts'
import type { Plan } from '../planning/plan-type.ts'
import { NO_RUN_LIMITS } from '../planning/problem.ts'
import { reachableTarget } from '../vehicles/vehicle.ts'
import type { ChargeNowWish } from './charge-now-wish.ts'
import { replan, type MadePlan, type PlanningFacts } from './make-plan.ts'

/** What charge now would cost beside the plan, for the same state of charge in the end. */
export interface ChargeNowQuote {
  /** When the charge would end by itself. */
  readonly endsAt: Date
  /** Expected then, 0 to 100. */
  readonly socPercent: number
  /** Charging now, and what is then left to the target by plan; `null` while a price is unknown. */
  readonly cost: number | null
  /** All of it by plan. */
  readonly planCost: number | null
  /** `cost` less `planCost`; negative if charging now is cheaper. */
  readonly extraCost: number | null
  /** Leans on prices that are estimates. */
  readonly provisional: boolean
}

/**
 * Compares charging now with the plan. Both end at the same state of charge: the higher of where charge now ends and the target. Of
 * charges on peaks the dearer of two parts counts, since they fall on the same month. Pure.
 *
 * @returns `null` while the state of charge is not known
 */
export function quoteOf(given: PlanningFacts, wish: ChargeNowWish): ChargeNowQuote | null {
  const charge = given.state.charge
  if (charge?.socPercent == null) return null
  const facts = { ...given, previous: null, herd: undefined, startsMade: 0 }
  const now = reached(facts, charge, wish)
  const final = Math.max(now.socPercent, reachableTarget(facts.policy, charge))
  const parts = [chargedAt(facts, now), planned(after(facts, now), final)?.plan ?? null]
  const [cost, planCost] = [sumOf(parts), sumOf([planned(facts, final)?.plan ?? null])]
  return {
    ...now,
    cost,
    planCost,
    extraCost: cost === null || planCost === null ? null : cost - planCost,
    provisional: parts.some((plan) => plan?.provisional === true),
  }
}

interface Reached {
  readonly endsAt: Date
  readonly socPercent: number
}

/** Where charging at full power from now on would end: a car is full however many hours it is told. */
function reached({ now, vehicle, policy }: PlanningFacts, charge: ChargeState, wish: ChargeNowWish): Reached {
  const soc = charge.socPercent ?? 0
  const limit = charge.limitPercent ?? 100
  const perHour = (vehicle.powerKw * vehicle.efficiency * 100) / vehicle.capacityKwh
  const told = wish.until === 'target' ? (wish.targetPercent ?? reachableTarget(policy, charge)) : limit
  const socPercent = Math.max(soc, Math.min(told, limit))
  const hours = (socPercent - soc) / perHour
  if (wish.until === 'time' && wish.hours < hours)
    return { endsAt: addHoursExact(now, wish.hours), socPercent: soc + wish.hours * perHour }
  return { endsAt: addHoursExact(now, hours), socPercent }
}

function planned(facts: PlanningFacts, targetPercent: number): MadePlan | null {
  const minimumPercent = Math.min(facts.policy.minimumPercent, targetPercent)
  return replan({ ...facts, policy: { ...facts.policy, targetPercent, minimumPercent } })?.made ?? null
}

/** The plan that has no choice: all of it from now on. */
function chargedAt(facts: PlanningFacts, { socPercent, endsAt }: Reached): Plan | null {
  const made = planned(facts, socPercent)
  if (made === null) return null
  const need = { ...made.problem.need, readyBy: endsAt }
  return planCharging({ ...made.problem, need, runs: NO_RUN_LIMITS })
}

/** The same car when charge now has ended. */
function after(facts: PlanningFacts, { socPercent, endsAt }: Reached): PlanningFacts {
  const { state } = facts
  if (state.charge === null) return facts
  return { ...facts, now: endsAt, state: { ...state, charge: { ...state.charge, socPercent } } }
}

function sumOf(parts: readonly (Plan | null)[]): number | null {
  let [cost, peaks] = [0, 0]
  for (const plan of parts) {
    if (plan === null) continue
    if (plan.cost === null) return null
    cost += plan.cost
    peaks = Math.max(peaks, plan.capacityCost)
  }
  return cost + peaks
}
