import axios, { type AxiosResponse } from 'axios'
import { z } from 'zod'
import { type BiddingZone, type PriceDocument, type PriceSource, PriceSourceError } from '../../port.ts'
import { type DayAsked, SOURCE_NAME, mapDay } from './map.ts'
import { type PriceRow, dayAnswerSchema } from './wire.ts'

export interface HvakosterstrommenOptions {
  /** Without a path, e.g. `https://www.hvakosterstrommen.no`. */
  readonly baseUrl: string
  /** For the whole answer, not for the pause between two bytes. */
  readonly timeoutMs?: number
}

const DEFAULT_TIMEOUT_MS = 10_000
/** A day of quarter hours is about 20 kB. */
const MOST_BYTES = 1_048_576

/**
 * Prices of NO1 to NO5 from hvakosterstrommen.no (https://www.hvakosterstrommen.no/strompris-api): one JSON file per
 * zone and day, no key, NOK/kWh without VAT. The source asks to be credited with a link where its prices are shown.
 */
export function createHvakosterstrommen(options: HvakosterstrommenOptions): PriceSource {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  return {
    name: SOURCE_NAME,
    async fetchDay(zone: BiddingZone, day: string): Promise<PriceDocument | 'not-published'> {
      const asked = { zone, day }
      const answer = await get(addressOf(options.baseUrl, asked), timeoutMs, asked)
      if (answer.status === 404) return 'not-published'
      refuseStatus(answer, asked)
      return mapDay(readRows(answer.data, asked), asked)
    },
  }
}

function addressOf(baseUrl: string, { zone, day }: DayAsked): string {
  const [year = '', month = '', date = ''] = z.iso.date().parse(day).split('-')
  return new URL(`/api/v1/prices/${year}/${month}-${date}_${zone}.json`, baseUrl).href
}

async function get(address: string, timeoutMs: number, asked: DayAsked): Promise<AxiosResponse<string>> {
  try {
    return await axios.get<string>(address, {
      // Not `timeout`: that one starts anew with every byte.
      signal: AbortSignal.timeout(timeoutMs),
      maxContentLength: MOST_BYTES,
      maxRedirects: 0,
      responseType: 'text',
      transformResponse: (body: string) => body,
      validateStatus: () => true,
      headers: { accept: 'application/json' },
    })
  } catch (error) {
    throw translated(error, asked)
  }
}

/** Copies the kind of fault only: the client's own error holds the address, headers and the answer. */
function translated(error: unknown, asked: DayAsked): PriceSourceError {
  const code = axios.isAxiosError(error) ? (error.code ?? '') : ''
  if (['ECONNABORTED', 'ETIMEDOUT', 'ERR_CANCELED'].includes(code)) {
    return failure(asked, { code: 'price-source-timeout', fault: 'no whole answer in time' })
  }
  if (code === 'ERR_BAD_RESPONSE') {
    const fault = `the answer broke off or is larger than ${String(MOST_BYTES)} bytes`
    return failure(asked, { code: 'price-answer-unreadable', fault })
  }
  const why = /^[A-Z_]{1,40}$/.test(code) ? ` (${code})` : ''
  return failure(asked, { code: 'price-source-unreachable', fault: `no connection${why}` })
}

function refuseStatus(answer: AxiosResponse<string>, asked: DayAsked): void {
  const { status } = answer
  if (status === 200) return
  const fault = `answered ${String(status)}`
  if (status === 429) {
    const retryAfterSeconds = retryAfter(answer)
    throw failure(asked, { code: 'price-source-rate-limited', fault, status, retryAfterSeconds })
  }
  if (status >= 500) {
    const retryAfterSeconds = retryAfter(answer)
    throw failure(asked, { code: 'price-source-unavailable', fault, status, retryAfterSeconds })
  }
  throw new PriceSourceError({
    code: 'price-source-refused',
    temporary: false,
    status,
    message: `${subject(asked)}: ${fault}, which is neither a day nor its absence. Check the configured base URL.`,
  })
}

/** RFC 9110 §10.2.3: seconds, or a date; a date is read against the answer's own, so that no clock is needed. */
function retryAfter({ headers }: AxiosResponse<string>): number | undefined {
  const value = String(headers['retry-after'] ?? '')
  if (/^\d{1,7}$/.test(value)) return Number(value)
  const seconds = (Date.parse(value) - Date.parse(String(headers['date'] ?? ''))) / 1000
  return seconds >= 0 ? seconds : undefined
}

function readRows(body: string, asked: DayAsked): readonly PriceRow[] {
  const read = dayAnswerSchema.safeParse(parsed(body))
  if (read.success) return read.data
  const [issue] = read.error.issues
  const place = issue === undefined || issue.path.length === 0 ? 'the whole' : issue.path.join('.')
  const fault = `the answer is not a list of prices: ${place}: ${issue?.message ?? 'unreadable'}`
  throw failure(asked, { code: 'price-answer-unreadable', fault, status: 200 })
}

/** `undefined` for what is not JSON: a page of HTML or half a body. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

interface Failure {
  readonly code: PriceSourceError['code']
  readonly fault: string
  readonly status?: number
  readonly retryAfterSeconds?: number | undefined
}

function failure(asked: DayAsked, { fault, ...facts }: Failure): PriceSourceError {
  return new PriceSourceError({
    ...facts,
    temporary: true,
    message: `${subject(asked)}: ${fault}. Not imported; ask again later or use another source.`,
  })
}

function subject({ zone, day }: DayAsked): string {
  return `Day-ahead prices for ${zone}, delivery day ${day}, from ${SOURCE_NAME}`
}
