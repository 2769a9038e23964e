import { money, type Money } from '../base/units.ts'

/** Limits on when cars of a brand begin and end to charge, unless a vehicle has its own. */
export interface RunLimitsConfig {
  /** Most times that charging begins in a night. */
  readonly maxStarts: number
  /** A run of charging lasts at least so long; 0: no limit. */
  readonly minimumRunMinutes: number
  /** What a start is taken to cost, so that it has to gain at least that. */
  readonly startCost: Money
}

/** The least and the most that may be asked for, of a brand and of a vehicle. */
export const RUN_LIMIT_RANGES = {
  maxStarts: { least: 1, most: 20 },
  minimumRunMinutes: { least: 0, most: 240 },
  startCostNok: { least: 0, most: 10 },
} as const

/** Few starts and no short runs: a car is not worn out for a few øre, and what is sent seldom fails seldom. */
export const DEFAULT_RUN_LIMITS: RunLimitsConfig = {
  maxStarts: 2,
  minimumRunMinutes: 30,
  startCost: money(0.1),
}
