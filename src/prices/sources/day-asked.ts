import { PriceSourceError, type PriceSourceErrorCode } from '../port.ts'
import type { BiddingZone } from '../zones.ts'

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
export function refuseDay(asked: DayAsked, fault: string): never {
  throw priceFailure(asked, { code: 'prices-not-credible', fault })
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
