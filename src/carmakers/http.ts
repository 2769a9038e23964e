import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import axios, { isAxiosError, type AxiosResponse } from 'axios'
import { realClock } from '../base/clock.ts'
import { CarmakerError, type CarmakerErrorCode } from './carmaker-error.ts'
import { metClosedConnection } from './closed-connection.ts'
import { httpDate, retryAfterSeconds } from './retry-after.ts'

const ANSWER_LIMIT_BYTES = 1024 * 1024
const REQUEST_LIMIT_BYTES = 64 * 1024
const CONNECT_LIMIT_MS = 3_000

/**
 * What is told of a finished call, for metrics and log. Neither address nor body, and of the headers nothing: the carmaker's
 * own number of the request would help in a talk with its support, but a number of its choice has room for a position, and a
 * hash of it helps nobody. Brand, route, status and time are what there is to quote.
 */
export interface CarmakerRequestEvent {
  readonly method: CarmakerCall['method']
  readonly route: string
  /** HTTP status, or the reason there was none. */
  readonly outcome: number | CarmakerErrorCode
  readonly durationMs: number
  /** The region that was asked, by its name; left out: the brand has none, or all share what was asked. */
  readonly region?: string
  /** Where drivers sign in and tokens are renewed was asked, which tells nothing of who knows the cars. */
  readonly isSignIn?: true
}

export interface CarmakerHttpOptions {
  /** `https`, or `http` on the loopback interface. May hold a path. */
  readonly baseUrl: string
  /** For the whole exchange, body included. Default 10 s. */
  readonly timeoutMs?: number | undefined
  readonly onRequest?: ((event: CarmakerRequestEvent) => void) | undefined
}

export interface CarmakerCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Path with `{name}` for every part that tells cars apart. The template alone reaches errors and hooks. */
  readonly route: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** `optional` where a body that is not JSON is as good as none. Default `json`. */
  readonly answer?: 'json' | 'optional'
}

export interface CarmakerAnswer {
  readonly status: number
  readonly retryAfterSeconds: number | undefined
  /** Parsed JSON, its shape unknown. `undefined` if it is not JSON, which is allowed in answers from 300 on. */
  readonly body: unknown
}

export interface CarmakerHttp {
  /**
   * Sends one request, once; a read that met a kept connection just closed, again (RFC 9112 §9.3.1). Every HTTP status is an answer.
   * @throws CarmakerError if no readable answer came back.
   */
  call(call: CarmakerCall): Promise<CarmakerAnswer>
}

/** @throws TypeError if `baseUrl` would carry tokens over the network in the clear. */
export function createCarmakerHttp(options: CarmakerHttpOptions): CarmakerHttp {
  requireSafeAddress(options.baseUrl)
  // A write might meet a kept connection that the server has just closed: "did it happen?" would be open for nothing.
  const reading = createAgents(true)
  const writing = createAgents(false)

  return {
    async call(call) {
      const url = addressOf(options.baseUrl, call)
      const startedAt = realClock.now().getTime()
      const report = (outcome: number | CarmakerErrorCode): void =>
        options.onRequest?.({
          method: call.method,
          route: call.route,
          outcome,
          durationMs: realClock.now().getTime() - startedAt,
        })
      try {
        const timeoutMs = options.timeoutMs ?? 10_000
        const first = send(url, call, { agents: call.method === 'GET' ? reading : writing, timeoutMs })
        const response = await first.catch((error: unknown) => {
          if (!metClosedConnection(error)) throw error
          return send(url, call, { agents: writing, timeoutMs })
        })
        const answer = answerFrom(call, response)
        report(answer.status)
        return answer
      } catch (error) {
        const translated = error instanceof CarmakerError ? error : translate(call, error)
        report(translated.code)
        throw translated
      }
    },
  }
}

/** @throws TypeError unless the address is `https`, or `http` on the loopback interface. */
export function requireSafeAddress(address: string): void {
  if (!address.startsWith('https://') && !isLoopback(address)) {
    throw new TypeError('A carmaker address must begin with https://, or with http:// and a loopback host')
  }
}

/** Plain HTTP on the machine itself, as a simulator uses it. */
export function isLoopback(address: string): boolean {
  const url = new URL(address)
  return url.protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
}

function addressOf(baseUrl: string, call: CarmakerCall): string {
  const path = call.route.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = call.parameters?.[name] ?? ''
    if (!/^[\w-]+$/.test(value)) throw new RangeError(`The value for {${name}} cannot stand in ${call.route}`)
    return value
  })
  const query = new URLSearchParams(call.query).toString()
  return baseUrl.replace(/\/+$/, '') + path + (query === '' ? '' : `?${query}`)
}

type Agents = ReturnType<typeof createAgents>

function createAgents(keepAlive: boolean): { readonly http: HttpAgent; readonly https: HttpsAgent } {
  return {
    http: limitConnecting(new HttpAgent({ keepAlive })),
    https: limitConnecting(new HttpsAgent({ keepAlive })),
  }
}

/** Gives up on a connection not made in time. Kept apart from the time-out: here nothing can have been sent. */
function limitConnecting<A extends HttpAgent>(agent: A): A {
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options, callback) => {
    const stream = connect(options, callback)
    const timer = setTimeout(() => stream?.destroy(new ConnectLimitError()), CONNECT_LIMIT_MS)
    const settled = (): void => {
      clearTimeout(timer)
    }
    stream?.once('connect', settled)
    stream?.once('close', settled)
    return stream
  }
  return agent
}

class ConnectLimitError extends Error {
  override name = 'ConnectLimitError'
  readonly code = 'CONNECT_LIMIT'
}

async function send(
  url: string,
  call: CarmakerCall,
  { agents, timeoutMs }: { readonly agents: Agents; readonly timeoutMs: number },
): Promise<AxiosResponse<string>> {
  return axios.request<string>({
    url,
    method: call.method,
    adapter: 'http',
    headers: { Accept: 'application/json', 'User-Agent': 'ladeplan', ...call.headers },
    data: call.body,
    httpAgent: agents.http,
    httpsAgent: agents.https,
    // Proxies come from configuration, if ever, not from a stray variable: the request carries tokens.
    proxy: false,
    timeout: timeoutMs,
    // axios' own time-out starts afresh with every byte; this one ends an answer that drips.
    signal: AbortSignal.timeout(timeoutMs),
    maxContentLength: ANSWER_LIMIT_BYTES,
    maxBodyLength: REQUEST_LIMIT_BYTES,
    maxRedirects: 0,
    responseType: 'text',
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
    validateStatus: () => true,
  })
}

function answerFrom(call: CarmakerCall, response: AxiosResponse<string>): CarmakerAnswer {
  const { status } = response
  const body = parseJson(response.data)
  if (status < 300 && body === undefined && call.answer !== 'optional') {
    throw new CarmakerError({
      code: 'carmaker-answer-unreadable',
      route: call.route,
      status,
      temporary: true,
      mayHaveSucceeded: call.method !== 'GET',
    })
  }
  return { status, retryAfterSeconds: waitAskedFor(response.headers), body }
}

/** The parser's own error quotes the body, so it ends here. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What is asked for, by the clock of whoever wrote the answer where it is told; `RateLimit-Reset` where that is not understood. */
function waitAskedFor(headers: AxiosResponse['headers']): number | undefined {
  const header = (name: string): string => String(headers[name] ?? '')
  const now = httpDate(header('date')) ?? realClock.now().getTime()
  const reset = header('ratelimit-reset')
  // A longer figure is an instant, which some write there.
  return (
    retryAfterSeconds(header('retry-after'), now) ??
    (reset.length < 10 ? retryAfterSeconds(reset, now) : undefined)
  )
}

/** Copies what is harmless; the HTTP client's error holds address, headers and body and is let go. */
function translate(call: CarmakerCall, error: unknown): CarmakerError {
  const reason = isAxiosError(error) ? (error.code ?? '') : ''
  return new CarmakerError({
    code: codeFor(reason),
    route: call.route,
    temporary: true,
    mayHaveSucceeded: call.method !== 'GET' && !NEVER_SENT.test(reason),
  })
}

function codeFor(reason: string): CarmakerErrorCode {
  if (/^(ECONNABORTED|ETIMEDOUT|ERR_CANCELED|CONNECT_LIMIT)$/.test(reason)) return 'carmaker-timeout'
  if (/^(ERR_BAD_RESPONSE|HPE_|Z_)/.test(reason)) return 'carmaker-answer-unreadable'
  return 'carmaker-unreachable'
}

/** Failures before the first byte of the request: name, route, connection, certificate. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CONNECT_LIMIT|CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/
