import type { Origin } from './port.ts'
import { slotsOf, type StoredDay } from './price-day.ts'

/** Two sources agree on a slot if they are nearer than either: a share of the larger price, or so many EUR/MWh. */
export interface Tolerance {
  readonly share: number
  readonly eurPerMwh: number
}

export const DEFAULT_TOLERANCE: Tolerance = { share: 0.05, eurPerMwh: 2 }

/** How much it proves that two sources agree: of the same origin they repeat each other's faults. */
export type Independence = 'independent' | 'same-origin' | 'unknown'

export function independenceOf(a: Origin, b: Origin): Independence {
  if (a === 'unknown' || b === 'unknown') return 'unknown'
  return a === b ? 'same-origin' : 'independent'
}

/** What a difference looks like. Each has been seen in the feeds of others. */
export type LikelyCause = 'vat' | 'currency' | 'unit' | 'shifted' | 'some-slots' | 'unknown'

export interface Comparison {
  /** Slots that both have, on the coarser grid of the two. */
  readonly compared: number
  readonly differing: number
  /** Median of the differences, EUR/MWh, always positive. */
  readonly medianEurPerMwh: number
  readonly largestEurPerMwh: number
  /** Where the largest difference is; `null` if nothing was compared. */
  readonly largestAt: Date | null
  /** `null` if no slot differs. */
  readonly likely: LikelyCause | null
}

/**
 * Compares two documents of one zone and day in EUR/MWh. In a zone with another currency either may have been made with a
 * rate of exchange of its own: one factor over the whole day, of up to {@link RATE_ERROR}, is taken out first.
 */
export function compareDays(a: StoredDay, b: StoredDay, tolerance = DEFAULT_TOLERANCE): Comparison {
  const pairs = pairsOf(a, b)
  const factor = a.currency === 'EUR' ? 1 : rateFactor(pairs)
  const apart = pairs.map((pair) => Math.abs(pair.a - pair.b * factor))
  const differing = pairs.filter((pair, index) => {
    const limit = Math.max(
      tolerance.eurPerMwh,
      tolerance.share * Math.max(Math.abs(pair.a), Math.abs(pair.b)),
    )
    return (apart[index] ?? 0) > limit
  })
  const largest = Math.max(0, ...apart)
  return {
    compared: pairs.length,
    differing: differing.length,
    medianEurPerMwh: median(apart) ?? 0,
    largestEurPerMwh: largest,
    largestAt: pairs[apart.indexOf(largest)]?.at ?? null,
    likely:
      differing.length === 0
        ? null
        : likelyCause(pairs, differing.length, a.currency === 'EUR' ? null : a.rate),
  }
}

/** A stale rate has been seen to be off by 3 % and more; VAT, the next thing it could be taken for, is 6 % and more. */
const RATE_ERROR = 0.055
/** Prices so near to zero tell nothing of a factor, EUR/MWh. */
const TOO_SMALL = 5

interface Pair {
  readonly at: Date
  readonly a: number
  readonly b: number
}

/** The slots of the coarser grid that both have whole, each at the mean of what the finer one says. */
function pairsOf(a: StoredDay, b: StoredDay): readonly Pair[] {
  const step = Math.max(a.stepMinutes, b.stepMinutes)
  const [left, right] = [onGrid(a, step), onGrid(b, step)]
  const slotAt = slotsOf(a)
  return left.flatMap((price, index) => {
    const other = right[index] ?? null
    if (price === null || other === null) return []
    return [{ at: slotAt((index * step) / a.stepMinutes).start, a: price, b: other }]
  })
}

function onGrid({ eurPerMwh, stepMinutes }: StoredDay, step: number): readonly (number | null)[] {
  const prices = eurPerMwh ?? []
  const parts = step / stepMinutes
  return Array.from({ length: Math.floor(prices.length / parts) }, (_, index) => {
    const own = prices.slice(index * parts, (index + 1) * parts).filter((price) => price !== null)
    return own.length < parts ? null : own.reduce((sum, price) => sum + price, 0) / parts
  })
}

function rateFactor(pairs: readonly Pair[]): number {
  const factor = medianRatio(pairs) ?? 1
  return Math.abs(factor - 1) <= RATE_ERROR ? factor : 1
}

function medianRatio(pairs: readonly Pair[]): number | null {
  const telling = pairs.filter(({ a, b }) => Math.abs(a) >= TOO_SMALL && Math.abs(b) > 0 && a * b > 0)
  return median(telling.map(({ a, b }) => a / b))
}

/** A guess for whoever has to look into it, from the factor between the two. */
function likelyCause(pairs: readonly Pair[], differing: number, rate: number | null): LikelyCause {
  const ratio = medianRatio(pairs) ?? 1
  const factor = Math.max(ratio, 1 / ratio)
  if (isWithin(factor, VAT_FACTORS) && isOneFactor(pairs, ratio)) return 'vat'
  if (UNIT_FACTORS.some((value) => isWithin(factor, around(value, 0.1)))) return 'unit'
  if (isWithin(factor, around(rate ?? 0, 0.15)) && isOneFactor(pairs, ratio)) return 'currency'
  if (isShifted(pairs)) return 'shifted'
  return differing < pairs.length / 2 ? 'some-slots' : 'unknown'
}

interface Bounds {
  readonly least: number
  readonly most: number
}

/** Rates of VAT on electricity in Europe: 6 % to 27 %. */
const VAT_FACTORS: Bounds = { least: 1.058, most: 1.275 }
/** The hundredth part of a unit for the unit; a kWh for a MWh. */
const UNIT_FACTORS: readonly number[] = [100, 1000]

function around(value: number, share: number): Bounds {
  return { least: value * (1 - share), most: value * (1 + share) }
}

function isWithin(value: number, { least, most }: Bounds): boolean {
  return value >= least && value <= most
}

function isOneFactor(pairs: readonly Pair[], ratio: number): boolean {
  const off = pairs.filter(({ a, b }) => Math.abs(a - b * ratio) > 0.02 * Math.abs(a) + 0.05)
  return off.length <= pairs.length / 10
}

/** By a slot, up to an hour: what a clock change does to a source that counts rows. */
function isShifted(pairs: readonly Pair[]): boolean {
  const limit = Math.max(0.05, 0.02 * (median(pairs.map(({ a }) => Math.abs(a))) ?? 0))
  const agree = (by: number): boolean => {
    const shifted = pairs.filter(({ a }, index) => {
      const other = pairs[index + by]
      return other !== undefined && Math.abs(a - other.b) <= limit
    })
    return shifted.length >= pairs.length / 2
  }
  return [1, -1, 4, -4].some(agree)
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((x, y) => x - y)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
