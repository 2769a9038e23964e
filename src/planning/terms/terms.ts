import type { TimeZone } from '../../base/local-time.ts'
import type { Series } from './series.ts'

/** A stretch of time in ms. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A bound on the battery energy charged by an instant (ms), trips not taken off. */
export interface TimedBound {
  readonly time: number
  readonly least: number
  readonly most: number
}

/** What a kWh in preferred time is taken to be cheaper by: more than any difference of prices, and taken out of the cost again. */
export const PREFERENCE = 100

/**
 * A planning request in plain numbers, whatever form it came in: instants in ms since 1970, powers in kW at the grid side,
 * energies in kWh at the battery side, prices per kWh at the grid side. Checked; nothing in it contradicts itself.
 */
export interface Terms {
  readonly series: Series
  readonly from: number
  readonly until: number
  readonly mode: 'range' | 'semi' | 'onoff'
  readonly granularity: 'slot' | 'any'
  readonly maxPower: number
  /** In mode semi; else 0. */
  readonly minPower: number
  /** Battery energy per grid energy, (0, 1]. */
  readonly efficiency: number
  readonly need: { readonly least: number; readonly most: number }
  readonly bestEffort: boolean
  readonly runs: {
    /** One for all slots of the series, or one each. */
    readonly startCost: number | readonly number[]
    readonly maxStarts: number
    readonly oneRun: boolean
    readonly minimumMinutes: number
    readonly initiallyOn: boolean
  }
  readonly forced: readonly Span[]
  readonly blocked: readonly Span[]
  /** Times preferred to all others, whatever the price; see {@link PREFERENCE}. */
  readonly preferred: readonly Span[]
  readonly bounds: readonly TimedBound[]
  /** Charged before anything else, at full available power. */
  readonly minimumFirst: number
  readonly priceLimit: number
  /** Instant from which the price limit holds. */
  readonly priceLimitFrom: number
  readonly gridLimit: number
  readonly tier: { readonly threshold: number; readonly surcharge: number } | null
  readonly capacity: CapacityTerms | null
  /** Most power from a charged energy on, falling. */
  readonly taper: readonly { readonly from: number; readonly power: number }[]
}

export interface CapacityTerms {
  readonly steps: readonly { readonly upTo: number; readonly cost: number }[]
  readonly peaks:
    | { readonly rule: 'highest-hour'; readonly measured: number }
    | {
        readonly rule: 'highest-days'
        /** How many: 3 in Norway as a rule, 1 where the highest hour of the month counts. */
        readonly days: number
        readonly timeZone: TimeZone
        /** What a rise is counted from: what is measured so far, or what the base load comes to without the car as well. */
        readonly above: 'measured' | 'base-load'
        readonly measured: readonly { readonly day: string; readonly peak: number }[]
      }
  /** Counted with the base load of each hour, for the peaks only. */
  readonly reserve?: readonly (Span & { readonly power: number })[]
}

/** Whether it matters when charging begins and ends. */
export function hasRules({ startCost, maxStarts, oneRun, minimumMinutes }: Terms['runs']): boolean {
  if (oneRun || maxStarts < Infinity || minimumMinutes > 0) return true
  return typeof startCost === 'number' ? startCost > 0 : startCost.some((cost) => cost > 0)
}
