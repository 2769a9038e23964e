import type { Completed } from './runs/complete.ts'
import type { HourRoom } from './runs/stage-context.ts'

/** A plan, and how far above the optimum it may be. */
export interface Found {
  readonly completed: Completed
  readonly gap: number
  /** Where energy does not tell how long. */
  readonly hours?: Float64Array
}

/** The best plan below a cut, given what every hour has room for; null if there is none. */
export type Solve = (hours: HourRoom, cut: number) => Found | null
