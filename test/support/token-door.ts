import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import axios, { type AxiosResponse } from 'axios'
import { z } from 'zod'

/** What the door does with a request instead of letting it through. */
export type DoorFault =
  /** Answered without the carmaker having seen it. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly error: string
      readonly retryAfterSeconds?: number
    }
  /** The carmaker acts; its answer is lost on the way back. */
  | { readonly kind: 'lose-answer' }
  /** The carmaker acts; its answer is on the way for ever. */
  | { readonly kind: 'keep-answer' }
  /** The connection breaks before the carmaker has seen anything. */
  | { readonly kind: 'cut' }
  /** Nothing is ever answered. */
  | { readonly kind: 'hang' }

/** One form posted to the carmaker's token or revocation endpoint. */
export interface DoorRequest {
  readonly path: string
  readonly form: URLSearchParams
}

/** Stands before the token and revocation endpoints of the simulated carmaker: counts, delays and spoils. */
export interface TokenDoor {
  readonly url: string
  readonly requests: DoorRequest[]
  /** The next so many requests go wrong in this way. */
  spoil(fault: DoorFault, times?: number): void
  /** What was to go wrong yet does not. */
  renewAgain(): void
  /** Keeps requests waiting until the function that it returns is called. */
  shut(): () => void
  /** Resolves as soon as the carmaker has acted on so many requests. */
  passedOn(count: number): Promise<void>
  /** Resolves as soon as so many requests have come. */
  arrived(count: number): Promise<void>
  close(): Promise<void>
}

export async function openTokenDoor(carmaker: string): Promise<TokenDoor> {
  const state: State = { carmaker, requests: [], faults: [], open: Promise.resolve(), passed: 0, waiting: [] }
  const server = createServer((request, response) => {
    void serve(state, request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${String(portOf(server))}`,
    requests: state.requests,
    spoil: (fault, times = 1) => {
      for (let time = 0; time < times; time++) state.faults.push(fault)
    },
    renewAgain: () => {
      state.faults.length = 0
    },
    shut: () => {
      let release = (): void => undefined
      state.open = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    arrived: (count) => once(state, () => state.requests.length >= count),
    passedOn: (count) => once(state, () => state.passed >= count),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

interface State {
  readonly carmaker: string
  readonly requests: DoorRequest[]
  readonly faults: DoorFault[]
  open: Promise<void>
  passed: number
  waiting: { readonly reached: () => boolean; readonly resolve: () => void }[]
}

function once(state: State, reached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    state.waiting.push({ reached, resolve })
    tellWaiting(state)
  })
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? ''
  const body = await bodyOf(request)
  state.requests.push({ path, form: new URLSearchParams(body) })
  const fault = state.faults.shift()
  tellWaiting(state)
  await state.open
  if (fault !== undefined) {
    await goWrong(state, { fault, path, body }, { request, response })
    return
  }
  const passed = await passOn(state, path, body)
  answer(response, passed.status, z.string().parse(passed.data))
}

async function goWrong(
  state: State,
  { fault, path, body }: { readonly fault: DoorFault; readonly path: string; readonly body: string },
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  if (fault.kind === 'answer') {
    const { status, error, retryAfterSeconds } = fault
    if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds))
    answer(response, status, JSON.stringify({ error }))
  }
  if (fault.kind === 'lose-answer' || fault.kind === 'keep-answer') await passOn(state, path, body)
  if (fault.kind === 'lose-answer' || fault.kind === 'cut') request.socket.destroy()
}

async function passOn(state: State, path: string, body: string): Promise<AxiosResponse> {
  const passed = await axios.post(`${state.carmaker}${path}`, body, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    responseType: 'text',
    transformResponse: (text: unknown) => text,
    validateStatus: () => true,
  })
  state.passed += 1
  tellWaiting(state)
  return passed
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}

function tellWaiting(state: State): void {
  const reached = state.waiting.filter((each) => each.reached())
  state.waiting = state.waiting.filter((each) => !reached.includes(each))
  for (const { resolve } of reached) resolve()
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(z.instanceof(Buffer).parse(part))
  return Buffer.concat(parts).toString('utf8')
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
