import { z } from 'zod'
import type { PriceSlot } from './price-curve.ts'

/** The Norwegian bidding zones. */
export const biddingZoneSchema = z.enum(['NO1', 'NO2', 'NO3', 'NO4', 'NO5'])
export type BiddingZone = z.infer<typeof biddingZoneSchema>

/** One delivery day as one source published it: complete, in order of time, every slot `final`, without VAT. */
export interface PriceDocument {
  readonly source: string
  readonly zone: BiddingZone
  /** Calendar day of Europe/Oslo, `YYYY-MM-DD`. */
  readonly day: string
  readonly resolutionMinutes: 15 | 60
  readonly slots: readonly PriceSlot[]
}

/** Where day-ahead prices come from. */
export interface PriceSource {
  readonly name: string
  /**
   * Asks for one delivery day (`YYYY-MM-DD`, Europe/Oslo). `not-published`: there is no such day yet; tomorrow's prices
   * come about 13:00 and may be hours late.
   *
   * @throws PriceSourceError for everything else that keeps a complete, credible day from being returned.
   */
  fetchDay(zone: BiddingZone, day: string): Promise<PriceDocument | 'not-published'>
}

/** Stable codes; the log and the metrics know no others. */
export const PRICE_SOURCE_ERROR_CODES = [
  'price-source-unreachable',
  'price-source-timeout',
  'price-source-unavailable',
  'price-source-rate-limited',
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

  constructor(facts: PriceSourceErrorFacts) {
    super(facts.message)
    this.code = facts.code
    this.temporary = facts.temporary
    this.status = facts.status
    this.retryAfterSeconds = facts.retryAfterSeconds
  }
}
