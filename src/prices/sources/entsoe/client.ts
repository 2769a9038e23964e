import { z } from 'zod'
import type { Clock } from '../../../base/clock.ts'
import { MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../../../base/local-time.ts'
import type { Secret } from '../../../config/secrets.ts'
import { type PriceDocument, type PriceSource, PriceSourceError } from '../../port.ts'
import { BIDDING_ZONES, type BiddingZone, zoneFacts } from '../../zones.ts'
import { type DayAsked, priceFailure, quoted } from '../day-asked.ts'
import { addressBelow, askPrices, notA, type PriceAnswer, refuseStatus, unreadable } from '../http.ts'
import { createRequestBudget, type RequestBudget } from '../request-budget.ts'
import { mapDay } from './map.ts'
import { type Reason, readAnswer } from './wire.ts'

export interface EntsoeOptions {
  /** From the account settings at transparency.entsoe.eu. Goes into the query and nowhere else. */
  readonly securityToken: Secret
  /** Process time, for the budget of requests. */
  readonly clock: Clock
  /** `https://web-api.tp.entsoe.eu` if not given. */
  readonly baseUrl?: string | undefined
  /** Asked when the first one is unreachable, silent or unavailable. */
  readonly fallbackBaseUrl?: string | undefined
  /** For a day, whole answer and both hosts. */
  readonly timeoutMs?: number | undefined
}

const NAME = 'entsoe'
const BASE_URL = 'https://web-api.tp.entsoe.eu'
/** Slower than others; still shorter, with what comes after, than the lease of the zone that is asked for. */
export const LONGEST_WAIT_MS = 16_000
/** Per address and per token (EnergieID/entsoe-py issues 70 and 384). */
const REQUESTS_PER_MINUTE = 400
/** How long the source answers 429 to whoever exceeds the limit. */
const REST_SECONDS = 600

/**
 * Day-ahead prices of every zone from the ENTSO-E Transparency Platform, document type A44: EUR/MWh without VAT. In a zone
 * with another currency the day has prices in euro only. The source asks to be credited.
 */
export function createEntsoe(options: EntsoeOptions): PriceSource {
  const budget = createRequestBudget(options.clock, REQUESTS_PER_MINUTE)
  const { baseUrl = BASE_URL, fallbackBaseUrl, timeoutMs = LONGEST_WAIT_MS } = options
  const ofEachHost = fallbackBaseUrl === undefined ? timeoutMs : timeoutMs / 2
  return {
    name: NAME,
    origin: 'entsoe',
    zones: BIDDING_ZONES,
    async fetchDay(zone: BiddingZone, day: string): Promise<PriceDocument | 'not-published'> {
      const asked = { source: NAME, zone, day: z.iso.date().parse(day) }
      const ask = (host: string): Promise<PriceDocument | 'not-published'> =>
        askHost(host, asked, { ...options, timeoutMs: ofEachHost, budget })
      try {
        return await ask(baseUrl)
      } catch (error) {
        if (fallbackBaseUrl === undefined || !isDown(error)) throw error
        return ask(fallbackBaseUrl)
      }
    },
  }
}

/** The other host is the same platform: it helps against a host that is down, not against an answer. */
function isDown(error: unknown): boolean {
  const codes = ['price-source-unreachable', 'price-source-timeout', 'price-source-unavailable']
  return error instanceof PriceSourceError && codes.includes(error.code)
}

interface Asking extends EntsoeOptions {
  readonly budget: RequestBudget
}

async function askHost(
  host: string,
  asked: DayAsked,
  asking: Asking,
): Promise<PriceDocument | 'not-published'> {
  const wait = asking.budget.take()
  if (wait > 0) {
    const fault = `${String(REQUESTS_PER_MINUTE)} requests a minute are used up`
    throw priceFailure(asked, { code: 'price-source-rate-limited', fault, retryAfterSeconds: wait })
  }
  const address = addressOf(host, asked, asking.securityToken)
  const { timeoutMs } = asking
  const answer = await askPrices({ address, accept: 'application/xml', timeoutMs }, asked)
  return readDay(answer, asked, asking.securityToken)
}

/** The delivery day as the source wants it: from local midnight to local midnight of the market, in UTC. */
function addressOf(host: string, { zone, day }: DayAsked, token: Secret): string {
  const start = startOfLocalDay(day, MARKET_TIME_ZONE)
  const { eic } = zoneFacts(zone)
  const address = addressBelow(host, '/api')
  address.search = new URLSearchParams({
    documentType: 'A44',
    in_Domain: eic,
    out_Domain: eic,
    'contract_MarketAgreement.type': 'A01',
    periodStart: compact(start),
    periodEnd: compact(nextLocalDay(start, MARKET_TIME_ZONE)),
    securityToken: token.reveal(),
  }).toString()
  return address.href
}

/** `yyyyMMddHHmm` in UTC. */
function compact(instant: Date): string {
  return instant.toISOString().replaceAll(/[-T:]/g, '').slice(0, 12)
}

/** The root element decides before the status does: there is no "404" here. */
function readDay(answer: PriceAnswer, asked: DayAsked, token: Secret): PriceDocument | 'not-published' {
  const read = readAnswer(answer.body)
  if (read !== undefined && 'kind' in read && read.kind === 'acknowledgement')
    return acknowledged(
      answer,
      asked,
      read.reasons.map(({ text, code }) => ({ code, text: without(token, text) })),
    )
  refuseStatus(answer, asked, { token: 'configured', restSeconds: REST_SECONDS })
  if (read === undefined) {
    const found = 'no whole XML document of a kind that is known'
    throw notA('a document of prices, nor a reason why there are none', asked, {
      found,
      status: answer.status,
    })
  }
  if ('kind' in read) return mapDay(read.document, asked)
  throw unreadable(read, asked, { what: 'a document of prices', status: answer.status })
}

/**
 * Code 999 says both "there is nothing" and "I do not like the question", so the text decides. A valid question has been
 * refused before and answered hours later: that is temporary and never `not-published`.
 */
function acknowledged(answer: PriceAnswer, asked: DayAsked, reasons: readonly Reason[]): 'not-published' {
  if (reasons.some(({ text }) => /no matching data found/i.test(text))) return 'not-published'
  // A status that says more than the reason: 401, 429 and 5xx.
  if (answer.status !== 200 && answer.status !== 400)
    refuseStatus(answer, asked, { token: 'configured', restSeconds: REST_SECONDS })
  const [reason] = reasons
  const said = quoted(`${reason?.code ?? ''} ${reason?.text ?? ''}`)
  const fault = `answered ${String(answer.status)} with the reason "${said}"`
  throw priceFailure(asked, { code: 'price-source-refused', fault, status: answer.status })
}

/** A source that repeats the question in its reason would put the token into the log. */
function without(token: Secret, text: string): string {
  return text.replaceAll(token.reveal(), '[secret]')
}
