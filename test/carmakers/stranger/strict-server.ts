import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

/** One request as it arrived, before anybody interpreted it. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly rawQuery: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Answer {
  readonly status: number
  /** Sent as JSON when it is not a string. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A rule of the published contract that a client did not keep, and where. */
export interface Violation {
  readonly rule: string
  readonly at: string
}

/** How a body travels; a client may rely on none of them. */
const manners = ['length', 'chunked', 'gzip', 'close'] as const

/** A refusal that the client has brought upon itself. */
export class Refused extends Error {
  override name = 'Refused'
  readonly rule: string
  readonly answer: Answer

  constructor(rule: string, answer: Answer) {
    super(rule)
    this.rule = rule
    this.answer = answer
  }
}

/**
 * Refuses with `answer` and remembers `rule` as broken, unless `kept`.
 * @throws {Refused} caught by the server itself
 */
export function demand(kept: boolean, rule: string, answer: Answer): asserts kept {
  if (!kept) throw new Refused(rule, answer)
}

/** Parameters that have to be there once, may be there once, and no others. */
export interface Parameters {
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

/** Demands of `given` exactly the parameters of `shape`, each once and none of them empty. */
export function demandParameters(given: URLSearchParams, shape: Parameters, answer: Answer): void {
  const known = new Set([...shape.required, ...shape.optional])
  for (const name of new Set(given.keys())) {
    demand(known.has(name), `no parameter beyond the contract: ${name}`, answer)
    demand(given.getAll(name).length === 1, `a parameter once: ${name}`, answer)
    demand(given.get(name) !== '', `no empty parameter: ${name}`, answer)
  }
  for (const name of shape.required) demand(given.has(name), `a parameter that is required: ${name}`, answer)
}

/** The one value of a parameter that was demanded before. */
export function one(given: URLSearchParams, name: string): string {
  return given.get(name) ?? ''
}

export interface StrictServer {
  readonly url: string
  readonly violations: Violation[]
  /** What was asked, such as `GET /api/1/vehicles`, in order. */
  readonly asked: string[]
  /** The next call that matches gets this answer instead; several are given in order. */
  insteadAnswer(matching: RegExp, answer: Answer | ((response: ServerResponse) => void)): void
  close(): Promise<void>
}

/** Opens a server on a free port that answers by `answerTo` and keeps a list of broken rules. */
export async function openStrictServer(answerTo: (call: Call) => Answer): Promise<StrictServer> {
  const violations: Violation[] = []
  const asked: string[] = []
  const instead: { matching: RegExp; answer: Answer | ((response: ServerResponse) => void) }[] = []
  const server = createServer((request, response) => {
    void readCall(request).then((call) => {
      const name = `${call.method} ${call.path}`
      asked.push(name)
      const planted = instead.findIndex(({ matching }) => matching.test(name))
      const [special] = planted === -1 ? [] : instead.splice(planted, 1)
      if (typeof special?.answer === 'function') {
        special.answer(response)
        return
      }
      send(special?.answer ?? judged(answerTo, call, violations), { call, response, turn: asked.length })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://localhost:${String(port)}`,
    violations,
    asked,
    insteadAnswer: (matching, answer) => {
      instead.push({ matching, answer })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

function judged(answerTo: (call: Call) => Answer, call: Call, violations: Violation[]): Answer {
  try {
    return answerTo(call)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    violations.push({ rule: error.rule, at: `${call.method} ${call.path}` })
    return error.answer
  }
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const parts: Buffer[] = []
  for await (const part of request) if (Buffer.isBuffer(part)) parts.push(part)
  const url = new URL(request.url ?? '/', 'http://strict.invalid')
  return {
    method: request.method ?? '',
    path: url.pathname,
    rawQuery: url.search,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(parts).toString('utf8'),
  }
}

interface Way {
  readonly call: Call
  readonly response: ServerResponse
  /** How many calls there have been: each answer travels another way than the one before. */
  readonly turn: number
}

function send(answer: Answer, { call, response, turn }: Way): void {
  const { bytes, type } = written(answer.body)
  const manner = manners[turn % manners.length]
  const gzips = manner === 'gzip' && (call.headers['accept-encoding'] ?? '').includes('gzip')
  if (manner === 'close') response.setHeader('connection', 'close')
  if (gzips) response.setHeader('content-encoding', 'gzip')
  response.writeHead(answer.status, { 'content-type': type, ...answer.headers })
  if (manner !== 'chunked' || bytes.length < 2) {
    response.end(gzips ? gzipSync(bytes) : bytes)
    return
  }
  const half = bytes.length >> 1
  response.write(bytes.subarray(0, half), () => response.end(bytes.subarray(half)))
}

function written(body: unknown): { bytes: Buffer; type: string } {
  if (body === undefined) return { bytes: Buffer.alloc(0), type: 'text/plain' }
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/html' }
  return { bytes: Buffer.from(JSON.stringify(body)), type: 'application/json; charset=utf-8' }
}

/** Whether a client that says nothing, anything or JSON can read JSON. */
export function acceptsJson(call: Call): boolean {
  const accept = call.headers.accept
  return accept === undefined || /application\/json|\*\/\*/.test(accept)
}

/** Whether the body is declared as exactly this media type, with no charset but UTF-8. */
export function isOfType(call: Call, type: string): boolean {
  const [media = '', ...parameters] = (call.headers['content-type'] ?? '').split(';')
  return (
    media.trim().toLowerCase() === type && parameters.every((each) => /^\s*charset=utf-8\s*$/i.test(each))
  )
}
