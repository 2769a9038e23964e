import type { ConnectionDependencies } from '../connections/dependencies.ts'

/** What the loop and the driver's controls need. */
export interface ControlDependencies extends ConnectionDependencies {
  /** Tells the other processes that something became due. Losing it costs a tick, no more. */
  readonly wake: () => void
}
