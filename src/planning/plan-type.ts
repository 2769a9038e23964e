import type { Interval } from '../base/interval.ts'
import type { Kwh, Nok, NokPerKwh, Percent } from '../base/units.ts'

/** Why a block stands where it does. */
export type BlockReason =
  /** Reaching the minimum state of charge comes before price. */
  | 'minimum-first'
  /** Among the cheapest slots that are enough. */
  | 'cheapest'
  /** Every minute until ready-by is needed. */
  | 'no-time-to-choose'
  /** No price is known: placed by time alone. */
  | 'by-time'

/** A stretch of charging at full power. */
export interface PlannedBlock extends Interval {
  /** Energy at the plug. */
  readonly energy: Kwh
  /** Cost of that energy; `null` while no price is known. */
  readonly cost: Nok | null
  readonly reason: BlockReason
}

/** Expected state of charge at an instant; between two points it runs straight. */
export interface SocPoint {
  readonly at: Date
  readonly soc: Percent
}

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
  readonly cost: Nok | null
  /** Mean cost of what is planned. */
  readonly meanCost: NokPerKwh | null
  /** Leans on an estimated price, or on none. */
  readonly provisional: boolean
  /** The method, for whoever replays it. */
  readonly solver: 'fill-cheapest' | 'by-time' | 'nothing-to-do'
  /** SHA-256 of the request in canonical form. */
  readonly inputsHash: string
}
