import type { CarmakerName } from '../carmakers/registry.ts'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import type { RunLimits } from '../planning/problem.ts'
import type { Breaker } from './breaker.ts'
import type { Queues } from './queues.ts'

/** What the loop and the driver's controls need. */
export interface ControlDependencies extends ConnectionDependencies {
  /** Tells the other processes that something became due. Losing it costs a tick, no more. */
  readonly wake: () => void
  /** Passes at the same time, 1 or more. With one, a seed gives the same night twice. */
  readonly passesAtOnce: number
  /** Of each brand, for vehicles without limits of their own. */
  readonly runLimits: (carmaker: CarmakerName) => RunLimits
  /** How far apart cars that would act at the same instant are spread, s, 0 to 1,800; 0: not at all. */
  readonly herdSeconds: number
  /** Whether a car that was never tested is, when it is first plugged in at home with time to spare. */
  readonly firstTestCharge: boolean
  /** Which carmakers answer, as this process knows. */
  readonly breaker: Breaker
  /** Takes one car's share of the rate at which a carmaker is asked; false if it is used up for now. */
  readonly takeTurn: (carmaker: CarmakerName) => Promise<boolean>
  /** Where cars wait for that rate, as this process knows. */
  readonly queues: Queues
  /** The rate at which cars that waited for a carmaker are looked after again. */
  readonly carsPerSecond: number
  /** Whether this process is about to end: what is claimed and not begun is let go. */
  readonly isStopping: () => boolean
}
