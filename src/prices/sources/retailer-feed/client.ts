import { z } from 'zod'
import type { Secret } from '../../../config/secrets.ts'
import type { PriceDocument, PriceSource } from '../../port.ts'
import type { BiddingZone } from '../../zones.ts'
import type { DayAsked } from '../day-asked.ts'
import { addressBelow, askPrices, notA, readJson, refuseStatus } from '../http.ts'
import { mapDay } from './map.ts'
import { feedDaySchema } from './wire.ts'

export interface RetailerFeedOptions {
  /** May have a path; `/v1/prices/{zone}/{day}` is added. */
  readonly baseUrl: string
  /** Sent as a bearer token. */
  readonly token: Secret
  /** The zones the retailer sells in. */
  readonly zones: readonly BiddingZone[]
  /** For the whole answer, not for the pause between two bytes. */
  readonly timeoutMs?: number | undefined
}

const NAME = 'retailer-feed'
/** Days kept to be asked for by their tag; today and tomorrow of every zone there is are fewer. */
const MOST_KEPT = 64

/** A day as it was answered, and the tag it was answered with. */
interface Kept {
  readonly tag: string
  readonly document: PriceDocument
}

/**
 * The retailer's own day-ahead prices, in the form of `docs/reference/retailer-feed.md`. A day that was answered with an
 * ETag is asked for with it, so that an unchanged day costs no body.
 */
export function createRetailerFeed(options: RetailerFeedOptions): PriceSource {
  const kept = new Map<string, Kept>()
  return {
    name: NAME,
    origin: 'retailer',
    zones: options.zones,
    async fetchDay(zone: BiddingZone, day: string): Promise<PriceDocument | 'not-published'> {
      const asked = { source: NAME, zone, day: z.iso.date().parse(day) }
      return fetchKept(options, asked, kept)
    },
  }
}

async function fetchKept(
  { baseUrl, token, timeoutMs }: RetailerFeedOptions,
  asked: DayAsked,
  kept: Map<string, Kept>,
): Promise<PriceDocument | 'not-published'> {
  const key = `${asked.zone} ${asked.day}`
  const before = kept.get(key)
  const address = addressBelow(baseUrl, `/v1/prices/${asked.zone}/${asked.day}`).href
  const headers = {
    authorization: `Bearer ${token.reveal()}`,
    ...(before === undefined ? {} : { 'if-none-match': before.tag }),
  }
  const answer = await askPrices({ address, accept: 'application/json', timeoutMs, headers }, asked)
  if (answer.status === 404) return 'not-published'
  if (answer.status === 304) return before?.document ?? refuseUnasked(asked)
  refuseStatus(answer, asked, { token: 'configured' })
  const document = mapDay(readJson(answer, asked, { schema: feedDaySchema, what: 'a delivery day' }), asked)
  keep(kept, key, { tag: answer.header('etag'), document })
  return document
}

/** Only a credible day is kept, so a tag never brings a bad one back. */
function keep(kept: Map<string, Kept>, key: string, day: Kept): void {
  kept.delete(key)
  if (day.tag !== '') kept.set(key, day)
  const [oldest] = kept.keys()
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
}

function refuseUnasked(asked: DayAsked): never {
  throw notA('a delivery day', asked, { found: '304, unchanged, to a request without a tag', status: 304 })
}
