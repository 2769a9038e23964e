import { percent } from '../base/units.ts'
import type { Plan } from '../planning/plan-type.ts'
import type { ChargedAhead, CostSlot, PlanningProblem } from '../planning/problem.ts'
import { socWorthAhead } from '../planning/soc-ahead.ts'
import type { Departure } from '../vehicles/departures.ts'
import {
  followingDeparture,
  promisedReadyBy,
  reachableTarget,
  type ChargingPolicy,
  type VehicleState,
} from '../vehicles/vehicle.ts'
import type { Decision, Facts } from './facts.ts'
import { isFinishing } from './finishing.ts'

/** The departure after the promised one, which wants more, and what a kWh costs until then as far as it is known or estimated. */
export interface Following extends Departure {
  readonly slots: readonly CostSlot[]
}

/** Fewer points than this are not worth charging ahead for. */
const FEWEST_POINTS = 3

/**
 * A request that charges on, past what is promised, where the departure after it wants more and that is cheaper to charge before.
 * The same request where nothing is gained. Never past what that departure wants, or the car's own limit.
 */
export function withAhead(
  asked: PlanningProblem,
  following: Following | undefined,
  limitPercent: number | null,
): PlanningProblem {
  if (following === undefined) return asked
  const { readyBy, targetPercent, slots } = following
  const most = Math.min(targetPercent, limitPercent ?? 100)
  const { need } = asked
  const least = Math.max(need.target, need.soc) + FEWEST_POINTS
  if (most < least) return asked
  const worth = socWorthAhead(asked, { readyBy, target: percent(most), slots })
  const target = percent(Math.floor(worth + ROUNDING))
  if (target < least) return asked
  return {
    ...asked,
    need: { ...need, target },
    ahead: { promised: need.target, readyBy, target: percent(targetPercent) },
  }
}

/** Of a share that is whole but for the rounding of binary fractions. */
const ROUNDING = 1e-6

/** What of a plan that was made tells how far it charges. */
interface Made {
  readonly plan: Pick<Plan, 'blocks'>
  readonly problem: Pick<PlanningProblem, 'need' | 'ahead'>
  readonly promisedReadyBy: Date
}

/** Whose plan it is, and what they want by now. */
interface Wishes {
  readonly policy: ChargingPolicy
  /** `undefined`: nothing was ever seen of it. */
  readonly state: Pick<VehicleState, 'readyByFrom' | 'charge'> | undefined
}

/**
 * What a plan charges to ahead of what is promised, 0 to 100; 0 once its blocks are over and the car is not finishing, or if the
 * departure it is for, or the one that is charged ahead for, is wanted no more.
 */
export function aheadOf(made: Made | null | undefined, { policy, state }: Wishes, now: Date): number {
  const ahead = made?.problem.ahead
  if (made == null || ahead === undefined || state === undefined) return 0
  if (made.promisedReadyBy.getTime() !== promisedReadyBy(policy, state).getTime()) return 0
  const isWanted = isAheadFor(ahead, followingDeparture(policy, state))
  return isWanted && isUnderWay(made, state.charge, now) ? made.problem.need.target : 0
}

/** What is left when its blocks are over is charged at once. */
function isUnderWay({ plan, problem }: Made, charge: VehicleState['charge'], now: Date): boolean {
  const end = plan.blocks.at(-1)?.end
  return end !== undefined && (end > now || isFinishing(charge, problem.need.target))
}

/** Whether that departure is the one that is charged ahead for. */
export function isAheadFor({ readyBy, target }: ChargedAhead, departure: Departure | undefined): boolean {
  return departure?.readyBy.getTime() === readyBy.getTime() && departure.targetPercent === target
}

/** Whether a car is to charge for the departure after the promised one alone: it has what is promised, and nothing is at risk. */
export function chargesForLater({ policy, state }: Facts, { intent }: Pick<Decision, 'intent'>): boolean {
  const charge = state?.charge
  if (charge?.socPercent == null || intent?.desired !== 'CHARGE' || intent.cause !== 'price') return false
  return charge.socPercent >= reachableTarget(policy, charge)
}
