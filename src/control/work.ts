import { hostOf, type Host } from '../carmakers/host.ts'
import type { Connection } from '../connections/connection-store.ts'
import type { Claim } from '../database/claim-due.ts'
import type { Around } from './around.ts'
import type { ControlDependencies } from './dependencies.ts'
import type { Known } from './known.ts'

/** One vehicle on the bench, and the right to work on it. */
export interface Work {
  readonly deps: ControlDependencies
  readonly claim: Claim
  readonly connection: Connection
  readonly known: Known
  /** What there is around the vehicle, where it has its site for itself; `null` where others are there. */
  readonly around: Around | null
  /** Whether a test charge may begin by itself. */
  readonly firstTest: boolean
}

/** Who is called about the vehicle: its region of its carmaker, as far as that is known. */
export function hostFor({ deps, connection }: Pick<Work, 'deps' | 'connection'>): Host {
  return hostOf(deps.carmaker(connection.carmaker), connection.region)
}
