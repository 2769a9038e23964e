import type { Connection } from '../connections/connection-store.ts'
import type { Claim } from '../database/claim-due.ts'
import type { ControlDependencies } from './dependencies.ts'
import type { Known } from './known.ts'

/** One vehicle on the bench, and the right to work on it. */
export interface Work {
  readonly deps: ControlDependencies
  readonly claim: Claim
  readonly connection: Connection
  readonly known: Known
  /** Whether a test charge may begin by itself. */
  readonly firstTest: boolean
}
