import type { TroubleCause } from '../events/trouble-causes.ts'
import type { Desired } from './facts.ts'

interface AnyIncident {
  readonly id: string
  /** World time of the first failure. */
  readonly since: Date
  /** When it was told; `null`: it may yet pass by itself. */
  readonly toldAt: Date | null
}

/** A car does not do what it is told. */
export interface TroubleIncident extends AnyIncident {
  readonly kind: 'trouble'
  readonly cause: TroubleCause
  readonly desired: Desired
}

/** A car cannot be ready in time. */
export interface LateIncident extends AnyIncident {
  readonly kind: 'late'
  readonly readyBy: Date
}

/** What a driver has to know, from the first failure until it is over. At most one of a kind is open for a car. */
export type Incident = TroubleIncident | LateIncident
