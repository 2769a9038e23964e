import type { Interval } from '../base/interval.ts'
import type { Kwh, Money, PricePerKwh, Percent } from '../base/units.ts'

/** Why a block stands where it does. */
export const BLOCK_REASONS = [
  /** Reaching the minimum state of charge comes before price. */
  'minimum-first',
  /** Part of the cheapest plan. */
  'cheapest',
  /** Every minute until ready-by is needed. */
  'no-time-to-choose',
  /** No price is known: placed by time alone. */
  'by-time',
  /** Promised by an earlier plan, and about to begin. */
  'frozen',
] as const
export type BlockReason = (typeof BLOCK_REASONS)[number]

/** What a plan has to keep to and what may cost something. */
export const CONSTRAINTS = [
  'ready-by',
  'minimum-soc',
  'starts-limit',
  'minimum-run',
  'start-cost',
  'capacity-step',
  'grid-limit',
  'price-limit',
  'blocked',
  'frozen',
] as const
export type Constraint = (typeof CONSTRAINTS)[number]

/** What a constraint costs: the plan's cost less the cost of the best plan without it. */
export interface ConstraintCost {
  readonly constraint: Constraint
  readonly cost: Money
}

/** The best plan that leaves a block's time out. */
export interface Alternative {
  readonly blocks: readonly Interval[]
  /** Above the cost of the plan. Negative, by no more than `gap`: the plan is not the best, as where one that was followed is kept. */
  readonly extraCost: Money
}

/** A stretch of charging at full power. */
export interface PlannedBlock extends Interval {
  /** Energy at the plug. */
  readonly energy: Kwh
  /** Cost of that energy; `null` while no price is known. */
  readonly cost: Money | null
  readonly reason: BlockReason
  /** Without these the block would stand elsewhere, or be shorter. Empty: its price alone decides. */
  readonly binding: readonly Constraint[]
  /** `null` if nothing else is possible. */
  readonly alternative: Alternative | null
}

/** Expected state of charge at an instant; between two points it runs straight. */
export interface SocPoint {
  readonly at: Date
  readonly soc: Percent
}

/** The method that made a plan, for whoever replays it. */
export const SOLVERS = [
  'merit-order',
  'cumulative',
  'runs',
  'one-block',
  'taper',
  'by-time',
  'nothing-to-do',
] as const
export type Solver = (typeof SOLVERS)[number]

export interface Plan {
  readonly blocks: readonly PlannedBlock[]
  /** `late`: the target cannot be reached by ready-by; the plan is the most that can be done. */
  readonly feasibility: 'ready' | 'late'
  /** Energy at the plug missing at ready-by; 0 when ready. */
  readonly shortfall: Kwh
  /** When the target is expected to be reached; `null` if there is nothing to charge. */
  readonly expectedReadyAt: Date | null
  /** Charging without a break from here on just makes it; nothing may hold it back longer. */
  readonly latestStart: Date
  readonly socCurve: readonly SocPoint[]
  /** Energy at the plug of all blocks. */
  readonly energy: Kwh
  /** Cost of all blocks; `null` while any of it has no price. */
  readonly cost: Money | null
  /** Mean cost of what is planned. */
  readonly meanCost: PricePerKwh | null
  /** By how much the monthly charge on peaks rises with this plan. */
  readonly capacityCost: Money
  /** Times that charging begins; going on is none. */
  readonly starts: number
  /** What single constraints cost, dearest first; only those that cost something. */
  readonly constraintCosts: readonly ConstraintCost[]
  /** Leans on an estimated price, or on none. */
  readonly provisional: boolean
  readonly solver: Solver
  /** The plan costs at most so much more than the best there is; 0: it is the best. */
  readonly gap: Money
  /** Limits given up because no plan keeps to them. */
  readonly relaxed: readonly Constraint[]
  /** SHA-256 of the request in canonical form. */
  readonly inputsHash: string
}
