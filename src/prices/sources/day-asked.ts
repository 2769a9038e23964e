import { PriceSourceError, type PriceSourceErrorCode } from '../port.ts'
import type { Refusal } from '../refusal.ts'
import { type BiddingZone, zoneFacts } from '../zones.ts'

/** One delivery day asked of one source: what every fault names. */
export interface DayAsked {
  readonly source: string
  readonly zone: BiddingZone
  /** Calendar day of Europe/Oslo, `YYYY-MM-DD`. */
  readonly day: string
}

export interface Failure {
  readonly code: PriceSourceErrorCode
  /** What was wrong, with the value and the instant. */
  readonly fault: string
  /** What a person has to do. A failure without it passes by itself, or another source serves. */
  readonly advice?: string
  readonly status?: number | undefined
  readonly retryAfterSeconds?: number | undefined
  /** What was wrong with the document, if one came. */
  readonly refusal?: Refusal | undefined
}

/** The error for a day that could not be had: what, where, and what happens next. */
export function priceFailure({ source, zone, day }: DayAsked, failure: Failure): PriceSourceError {
  const { fault, advice, ...facts } = failure
  const next = advice ?? 'Ask again later or use another source'
  return new PriceSourceError({
    ...facts,
    temporary: advice === undefined,
    message: `Day-ahead prices for ${zone}, delivery day ${day}, from ${source}: ${fault}. Not imported. ${next}.`,
  })
}

/** @throws PriceSourceError `prices-not-credible`: prices came, and they are wrong or not this day's. */
export function refuseDay(asked: DayAsked, refusal: Refusal): never {
  const fault = `${refusal.found}, expected ${refusal.expected}`
  throw priceFailure(asked, { code: 'prices-not-credible', fault, refusal })
}

/** @throws PriceSourceError `prices-not-credible`: prices in a currency that is neither the zone's nor euro. */
export function refuseCurrency(asked: DayAsked, found: string): never {
  const own = zoneFacts(asked.zone).currency
  refuseDay(asked, {
    code: 'wrong-currency',
    found: `the prices are in ${quoted(found)}`,
    expected: own === 'EUR' ? own : `${own} or EUR`,
  })
}

/** The most of somebody else's text an error repeats. */
const MOST_QUOTED = 160

/** Text of an answer as an error may repeat it: one line, printable, short. */
export function quoted(text: string): string {
  const line = text
    .replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
  return line.length > MOST_QUOTED ? `${line.slice(0, MOST_QUOTED)}…` : line
}

/** An instant in UTC as errors and remarks write it, without the milliseconds nobody gave. */
export function shownInstant(instant: Date): string {
  return instant.toISOString().replace('.000Z', 'Z')
}
