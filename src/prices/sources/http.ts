import axios, { type AxiosResponse } from 'axios'
import { type z } from 'zod'
import { type DayAsked, priceFailure, quoted } from './day-asked.ts'
import type { PriceSourceError } from '../port.ts'
import type { Refusal } from '../refusal.ts'

export interface PriceRequest {
  /** May hold a token in its query, so no error repeats it. */
  readonly address: string
  readonly accept: string
  /** For the whole answer, not for the pause between two bytes. */
  readonly timeoutMs?: number | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** Any answer at all, whatever its status. */
export interface PriceAnswer {
  readonly status: number
  readonly body: string
  /** Value of a header, named in lower case; empty if there is none. */
  header(name: string): string
}

const DEFAULT_TIMEOUT_MS = 10_000
/** A day of quarter hours is 20 kB in JSON; two days of two auctions in XML are 60 kB. */
const MOST_BYTES = 1_048_576

/**
 * One GET of prices. Redirects are not followed: a price has one address.
 *
 * @throws PriceSourceError if there is no whole answer: unreachable, timeout, or larger than a day can be.
 */
export async function askPrices(request: PriceRequest, asked: DayAsked): Promise<PriceAnswer> {
  try {
    const answer = await axios.get<string>(request.address, {
      // Not `timeout`: that one starts anew with every byte.
      signal: AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS),
      maxContentLength: MOST_BYTES,
      maxRedirects: 0,
      responseType: 'text',
      transformResponse: (body: string) => body,
      validateStatus: () => true,
      headers: { accept: request.accept, ...request.headers },
    })
    return { status: answer.status, body: answer.data, header: (name) => headerOf(answer, name) }
  } catch (error) {
    throw translated(error, asked)
  }
}

/** The address of a path below a base address, which may have a path of its own. */
export function addressBelow(baseUrl: string, path: string): URL {
  return new URL(`${baseUrl.replace(/\/+$/, '')}${path}`)
}

function headerOf(answer: AxiosResponse<string>, name: string): string {
  return String(answer.headers[name] ?? '')
}

/** Copies the kind of fault only: the client's own error holds the address, headers and the answer. */
function translated(error: unknown, asked: DayAsked): PriceSourceError {
  const code = axios.isAxiosError(error) ? (error.code ?? '') : ''
  if (['ECONNABORTED', 'ETIMEDOUT', 'ERR_CANCELED'].includes(code)) {
    return priceFailure(asked, { code: 'price-source-timeout', fault: 'no whole answer in time' })
  }
  if (code === 'ERR_BAD_RESPONSE' || isUnpacking(code)) {
    const fault = isUnpacking(code)
      ? `the answer is badly packed (${code})`
      : `the answer broke off or is larger than ${String(MOST_BYTES)} bytes`
    const refusal: Refusal = { code: 'broken-off', found: fault, expected: 'a whole answer' }
    return priceFailure(asked, { code: 'price-answer-unreadable', fault, refusal })
  }
  const why = /^[A-Z_]{1,40}$/.test(code) ? ` (${code})` : ''
  return priceFailure(asked, { code: 'price-source-unreachable', fault: `no connection${why}` })
}

/** Codes of zlib: bytes came, and they are not what their content encoding says. */
function isUnpacking(code: string): boolean {
  return /^(Z_|ERR_(ZLIB|BROTLI|_))/.test(code)
}

export interface StatusRules {
  /** How the source is told who asks; `none`: 401 and 403 have no cure here. */
  readonly token: 'none' | 'configured'
  /** Waited after 429 if the answer names no time. */
  readonly restSeconds?: number
}

/** @throws PriceSourceError for every status but 200. The caller has dealt with what means `not-published` before. */
export function refuseStatus(answer: PriceAnswer, asked: DayAsked, rules: StatusRules): void {
  const { status } = answer
  if (status === 200) return
  const fault = `answered ${String(status)}`
  if (status === 429) {
    const retryAfterSeconds = retryAfter(answer) ?? rules.restSeconds
    throw priceFailure(asked, { code: 'price-source-rate-limited', fault, status, retryAfterSeconds })
  }
  if (status >= 500) {
    const retryAfterSeconds = retryAfter(answer)
    throw priceFailure(asked, { code: 'price-source-unavailable', fault, status, retryAfterSeconds })
  }
  if (rules.token === 'configured' && (status === 401 || status === 403)) {
    const advice = `Renew the token of ${asked.source} and configure it`
    const refused = `${fault}: the token is not accepted`
    throw priceFailure(asked, { code: 'price-source-token-refused', fault: refused, status, advice })
  }
  const neither = `${fault}, which is neither a day nor its absence`
  const advice = 'Check the configured base URL'
  throw priceFailure(asked, { code: 'price-source-refused', fault: neither, status, advice })
}

/** RFC 9110 §10.2.3: seconds, or a date; a date is read against the answer's own, so that no clock is needed. */
function retryAfter(answer: PriceAnswer): number | undefined {
  const value = answer.header('retry-after')
  if (/^\d{1,7}$/.test(value)) return Number(value)
  const seconds = (Date.parse(value) - Date.parse(answer.header('date'))) / 1000
  return seconds >= 0 ? seconds : undefined
}

/**
 * What an answer in JSON holds.
 *
 * @param what the form expected, for people: "a list of prices"
 * @throws PriceSourceError `price-answer-unreadable` naming the first place that differs
 */
export function readJson<Schema extends z.ZodType>(
  { body, status }: PriceAnswer,
  asked: DayAsked,
  { schema, what }: { readonly schema: Schema; readonly what: string },
): z.output<Schema> {
  const content = parsed(body)
  if (content === undefined) throw notA(what, asked, { found: 'the answer is not JSON', status })
  const read = schema.safeParse(content)
  if (read.success) return read.data
  throw unreadable(read.error, asked, { what, status })
}

/** The error for an answer whose form is not the expected one. */
export function unreadable(
  error: z.ZodError,
  asked: DayAsked,
  { what, status }: { readonly what: string; readonly status: number },
): PriceSourceError {
  const [issue] = error.issues
  const place = issue === undefined || issue.path.length === 0 ? 'the whole' : issue.path.join('.')
  return notA(what, asked, { found: quoted(`${place}: ${issue?.message ?? 'unreadable'}`), status })
}

/** The error for an answer that is not what it should be. */
export function notA(
  what: string,
  asked: DayAsked,
  { found, status }: { readonly found: string; readonly status: number },
): PriceSourceError {
  const fault = `the answer is not ${what}: ${found}`
  const refusal: Refusal = { code: 'unreadable', found, expected: what }
  return priceFailure(asked, { code: 'price-answer-unreadable', fault, status, refusal })
}

/** `undefined` for what is not JSON: a page of HTML or half a body. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
