import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { CARMAKERS, type ByCarmaker, type CarmakerName } from '../../../src/carmakers/registry.ts'

/** In every hostile answer: what quotes the answer has it. Of a form that no fence of the log drops. */
export const CANARY = 'a-word-to-repeat-to-nobody'
/** 63.421528, 10.395167 in the digits of a UUID. */
export const HEX_CANARY = '63421528-1039-4516-8700-000063421528'

/** What the fields of an otherwise good answer are made of, as JSON. */
interface Parts {
  readonly soc: string
  readonly status: string
  /** More members of the objects that are read. */
  readonly extra: string
}

/** What serves as every answer of a brand's API, and holds the canary beside what is read. */
const GOOD_ANSWERS: ByCarmaker<(parts: Partial<Parts>, more: string) => string> = {
  tesla: teslaAnswer,
  smartcar: smartcarAnswer,
}

/** The brands of which a good answer is known, so that a hostile one can be made of it. */
export const ANSWERING = CARMAKERS.filter((name) => GOOD_ANSWERS[name] !== undefined)

function goodAnswer(brand: CarmakerName, parts: Partial<Parts> = {}): string {
  const { extra = '"zz":1' } = parts
  return GOOD_ANSWERS[brand]?.(parts, `"note":"${CANARY}",${extra}`) ?? ''
}

function teslaAnswer({ soc = '41', status = '"Stopped"' }: Partial<Parts>, more: string): string {
  const charge = `{"charging_state":${status},"battery_level":${soc},"timestamp":1768168607000,${more}}`
  return `{"response":{"state":"online","charge_state":${charge},${more}},${more}}`
}

function smartcarAnswer({ soc = '0.41', status = '"NOT_CHARGING"' }: Partial<Parts>, more: string): string {
  const headers = `"headers":{"sc-data-age":"2026-01-11T21:56:47Z",${more}}`
  const item = (path: string, body: string) =>
    `{"path":"${path}","code":200,"body":{${body},${more}},${headers}}`
  const charge = item('/charge', `"isPluggedIn":true,"state":${status}`)
  const battery = item('/battery', `"percentRemaining":${soc}`)
  return `{"responses":[${charge},${battery}],${more}}`
}

type Answering = (response: ServerResponse, brand: CarmakerName) => void

/** What the answer is, how it is sent, and what a reading of the car comes to. */
export type HostileAnswer = readonly [name: string, answer: Answering, reading: object]

const json = { 'content-type': 'application/json' }
const text =
  (body: (brand: CarmakerName) => string, headers: Record<string, string> = json): Answering =>
  (response, brand) =>
    void response.writeHead(200, headers).end(body(brand))
const bytes =
  (body: Buffer, headers: Record<string, string>): Answering =>
  (response) =>
    void response.writeHead(200, { ...json, ...headers }).end(body)
const nested = (depth: number): string => `${'{"a":['.repeat(depth)}"${CANARY}"${']}'.repeat(depth)}`

const UNREADABLE = { code: 'carmaker-answer-unreadable' }
const read = (changes: object = {}): object => ({
  kind: 'state',
  state: { status: 'connected', socPercent: 41, ...changes },
})

/** A thousand times its own size, over and over: as a whole, 1 GB. */
const bomb = Buffer.concat(Array.from({ length: 100 }, () => gzipSync(Buffer.alloc(10_000_000, CANARY))))
const REVERSED = '\u202e\u2066\u0000\u001b[2J'

/** Answers that nobody can do anything with: every question ends unanswered. */
const UNREADABLE_ANSWERS: readonly HostileAnswer[] = [
  ['no JSON', text(() => `{'note':'${CANARY}'}`), UNREADABLE],
  ['half of an answer, as if whole', text((brand) => goodAnswer(brand).slice(0, -9)), UNREADABLE],
  ['HTML with 200', text(() => `<html>${CANARY}</html>`, { 'content-type': 'text/html' }), UNREADABLE],
  ['UTF-16', bytes(Buffer.from(`{"note":"${CANARY}"}`, 'utf16le'), {}), UNREADABLE],
  ['nested 10,000 deep', text(() => nested(10_000)), UNREADABLE],
  ['a list of 100,000 things', text(() => `[${`"${CANARY}",`.repeat(50_000)}0]`), UNREADABLE],
  ['control characters as they are', text(() => `{"note":"${CANARY}\u0001"}`), UNREADABLE],
  ['a gzip bomb', bytes(bomb, { 'content-encoding': 'gzip' }), UNREADABLE],
  ['no gzip, though it says so', bytes(Buffer.from(CANARY), { 'content-encoding': 'gzip' }), UNREADABLE],
  [
    'half of a deflate stream',
    bytes(deflateRawSync(Buffer.from(CANARY.repeat(99))).subarray(0, 20), { 'content-encoding': 'deflate' }),
    UNREADABLE,
  ],
  ['nothing but a prototype', text(() => `{"__proto__":{"note":"${CANARY}"}}`), UNREADABLE],
  ['a header of 64 KB', text((brand) => goodAnswer(brand), { 'x-note': CANARY.repeat(4_000) }), UNREADABLE],
]

/** Answers in which what is needed can be told from what is not. */
const READABLE_ANSWERS: readonly HostileAnswer[] = [
  [
    'members nested 10,000 deep',
    text((brand) => goodAnswer(brand, { extra: `"x":${nested(10_000)}` })),
    read(),
  ],
  [
    'members called __proto__ and constructor',
    text((brand) =>
      goodAnswer(brand, {
        extra: `"__proto__":{"polluted":"${CANARY}","status":"x"},"constructor":{"prototype":{"polluted":1}}`,
      }),
    ),
    read(),
  ],
  [
    'the same member twice',
    text((brand) => goodAnswer(brand, { extra: '"battery_level":12,"percentRemaining":0.12' })),
    read({ socPercent: 12 }),
  ],
  [
    'a number beyond all numbers',
    text((brand) => goodAnswer(brand, { soc: '1e999' })),
    read({ socPercent: null }),
  ],
  [
    'words that turn a line around',
    text((brand) => goodAnswer(brand, { status: JSON.stringify(CANARY + REVERSED) })),
    read({ status: 'unknown' }),
  ],
  [
    'Latin-1 where UTF-8 is due',
    (response, brand) => {
      const body = Buffer.from(goodAnswer(brand, { extra: '"name":"Bj\u00f8rn"' }), 'latin1')
      response.writeHead(200, { 'content-type': 'application/json; charset=iso-8859-1' }).end(body)
    },
    read(),
  ],
  [
    'what is good, from a server full of words',
    text((brand) => goodAnswer(brand), { 'x-note': CANARY, 'sc-request-id': CANARY, 'x-txid': CANARY }),
    read(),
  ],
  [
    'what is good, under numbers that hold a position in hex',
    text((brand) => goodAnswer(brand), {
      ...{ 'sc-request-id': HEX_CANARY, 'x-request-id': HEX_CANARY, 'x-txid': HEX_CANARY },
    }),
    read(),
  ],
]

/** Answers that break off, never end, or send the caller away. */
const BROKEN_ANSWERS: readonly HostileAnswer[] = [
  [
    'a connection that ends in the middle',
    (response, brand) => {
      const body = goodAnswer(brand)
      response.writeHead(200, { ...json, 'content-length': String(body.length) })
      response.write(body.slice(0, -9), () => response.destroy())
    },
    { name: 'CarmakerError' },
  ],
  [
    'a refusal in prose',
    (response) => void response.writeHead(418, json).end(`{"error":"${CANARY}","type":"${CANARY}"}`),
    { name: 'CarmakerError', status: 418 },
  ],
]

export const HOSTILE_ANSWERS: readonly HostileAnswer[] = [
  ...UNREADABLE_ANSWERS,
  ...READABLE_ANSWERS,
  ...BROKEN_ANSWERS,
]

export interface HostileServer {
  readonly url: string
  /** Bytes that went out, over all connections. */
  readonly sentBytes: () => number
  readonly requests: () => number
  close(): Promise<void>
}

/** A server that gives every question the same answer. */
export async function openHostileServer(listener: RequestListener): Promise<HostileServer> {
  const counts = { requests: 0, sent: 0 }
  const server = createServer((request, response) => {
    counts.requests += 1
    listener(request, response)
  })
  server.on('connection', (socket) => {
    socket.on('close', () => {
      counts.sent += socket.bytesWritten
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${String(port)}`,
    sentBytes: () => counts.sent,
    requests: () => counts.requests,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
