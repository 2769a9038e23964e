import { MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../base/local-time.ts'
import type { Refusal } from './refusal.ts'
import type { BiddingZone } from './zones.ts'

/** Lengths of a slot that markets have. */
export const STEPS = [15, 30, 60] as const
export type StepMinutes = (typeof STEPS)[number]

/**
 * One delivery day as one source published it, without VAT, on a grid: slot `i` begins `i` steps after the day does.
 * `null` stands where the source had no price; a price may be zero or negative. At least one of the two columns is there.
 */
export interface PriceDocument {
  readonly source: string
  readonly zone: BiddingZone
  /** Calendar day of Europe/Oslo, `YYYY-MM-DD`: also for zones in other time zones, since the market's day is CET. */
  readonly day: string
  readonly stepMinutes: StepMinutes
  /** `preliminary`: the source says itself that it may change. */
  readonly quality: 'final' | 'preliminary'
  readonly eurPerMwh: readonly (number | null)[] | null
  /** Per kWh in the currency of the zone. */
  readonly perKwh: readonly (number | null)[] | null
  /** Units of the zone's currency for one euro, as the source used it; `null` if it gives none. */
  readonly rate: number | null
  /** What was not as it should be and could be used all the same, one sentence each. Left out if there is nothing. */
  readonly remarks?: readonly string[]
}

/** Slots of a delivery day: 92, 96 or 100 quarters, 23, 24 or 25 hours. */
export function slotsInDay(day: string, stepMinutes: StepMinutes): number {
  const start = startOfLocalDay(day, MARKET_TIME_ZONE)
  return (nextLocalDay(start, MARKET_TIME_ZONE).getTime() - start.getTime()) / (stepMinutes * 60_000)
}

/** Who published prices first. Two sources that take them from the same place say the same, right or wrong. */
export const ORIGINS = ['entsoe', 'retailer', 'unknown'] as const
export type Origin = (typeof ORIGINS)[number]

/** Where day-ahead prices come from. */
export interface PriceSource {
  readonly name: string
  /** Where it takes its prices from itself. */
  readonly origin: Origin
  /** The zones it knows; the import asks for no others. */
  readonly zones: readonly BiddingZone[]
  /**
   * Asks for one delivery day. `not-published`: there is no such day yet; tomorrow's prices come about 13:00 and may be
   * hours late. A day with slots missing is returned as it is: it is partial, not wrong.
   *
   * @throws PriceSourceError for everything else that keeps a credible day from being returned.
   */
  fetchDay(zone: BiddingZone, day: string): Promise<PriceDocument | 'not-published'>
}

/** Stable codes; the log and the metrics know no others. */
export const PRICE_SOURCE_ERROR_CODES = [
  'price-source-unreachable',
  'price-source-timeout',
  'price-source-unavailable',
  'price-source-rate-limited',
  'price-source-token-refused',
  'price-source-refused',
  'price-answer-unreadable',
  'prices-not-credible',
] as const
export type PriceSourceErrorCode = (typeof PRICE_SOURCE_ERROR_CODES)[number]

export interface PriceSourceErrorFacts {
  readonly code: PriceSourceErrorCode
  /** What happened, with zone, day and value, and what to do. */
  readonly message: string
  readonly temporary: boolean
  readonly status?: number | undefined
  readonly retryAfterSeconds?: number | undefined
  readonly refusal?: Refusal | undefined
}

/** A day of prices that could not be had. Holds no answer and no error of the HTTP client. */
export class PriceSourceError extends Error {
  override name = 'PriceSourceError'
  readonly code: PriceSourceErrorCode
  /** Trying again later may work without anybody doing anything. */
  readonly temporary: boolean
  readonly status: number | undefined
  /** How long the source asks to be left alone, if it does. */
  readonly retryAfterSeconds: number | undefined
  /** What was wrong with the document, if one came. */
  readonly refusal: Refusal | undefined

  constructor(facts: PriceSourceErrorFacts) {
    super(facts.message)
    this.code = facts.code
    this.temporary = facts.temporary
    this.status = facts.status
    this.retryAfterSeconds = facts.retryAfterSeconds
    this.refusal = facts.refusal
  }
}
