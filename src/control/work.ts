import type { Connection } from '../connections/connection-store.ts'
import type { Claim } from '../database/claim-due.ts'
import type { Vehicle, VehicleState } from '../vehicles/vehicle.ts'
import type { ControlDependencies } from './dependencies.ts'
import type { Decision } from './facts.ts'
import type { Known } from './gather.ts'
import type { Neighbour } from './neighbour.ts'
import type { StoredPlan } from './plan-store.ts'

/** One vehicle on the bench, and the right to work on it. */
export interface Work {
  readonly deps: ControlDependencies
  readonly claim: Claim
  readonly connection: Connection
  readonly known: Known
}

/** Where a pass goes: what was seen, the plan that now holds, and the decision. */
export interface Course {
  readonly now: Date
  readonly state: VehicleState | undefined
  readonly vehicle: Vehicle
  readonly newPlan: StoredPlan | null
  readonly planId: string | null
  readonly decision: Decision
  /** The other cars of the site that take of what they share. */
  readonly neighbours: readonly Neighbour[]
  /** Those of them whose turns this car has taken. */
  readonly displaced: readonly Neighbour[]
}
