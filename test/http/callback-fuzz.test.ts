import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { Express } from 'express'
import { afterEach, expect, test } from 'vitest'
import { seededRandomness } from '../../src/base/random.ts'
import { findConnection } from '../../src/connections/connection-store.ts'
import { agree, begin, signIn } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()
const THOROUGH = process.env['LADEPLAN_THOROUGH'] === '1'
const CASES = THOROUGH ? 5_000 : 500
/** Every so many cases a sign-in that is truly open is spoilt; the others have none that is theirs. */
const REAL_EVERY = 20
const MOST_MS = 1_200_000
/** Stands in every value: nothing of what a stranger sends may be logged. */
const MARK = 'zq7marker'

const randomness = seededRandomness('callback fuzz')
const below = (count: number): number => Math.floor(randomness.fraction() * count)
const some = (list: readonly string[]): string => list[below(list.length)] ?? ''

const NAMES = [
  ...['state', 'code', 'error', 'error_description', 'error_uri', 'iss', 'scope', 'locale'],
  ...['state[]', 'code[$ne]', '__proto__', 'constructor[prototype][x]', '', 'STATE', 'co%64e', '\u0000'],
]
const VALUES = [
  ...[
    '',
    '%00',
    '%E0%A4%A',
    '%ff%fe',
    '%0d%0aSet-Cookie:%20x=1',
    '<script>',
    "' or 1=1 --",
    '../../etc/passwd',
  ],
  ...[
    'access_denied',
    'server_error',
    'https://evil.example',
    '\u{1F697}'.repeat(40),
    'a'.repeat(6_000),
    '{"a":1}',
  ],
]

/** A query as a stranger may write it: none of it is percent-encoded that need not be. */
function hostileQuery(): string {
  const parts = Array.from({ length: below(7) }, () => `${some(NAMES)}=${MARK}${some(VALUES)}`)
  return parts.join(some(['&', '&&', ';', '&']))
}

/** One thing that is wrong with a callback that is right otherwise. */
const SPOILT: readonly ((back: URL) => string)[] = [
  (back) => without(back, 'code'),
  (back) => `${back.search}&code=${MARK}`,
  (back) => `${back.search}&state=${MARK}`,
  (back) => `${back.search}&error=${MARK}`,
  (back) => `${back.search}&iss=https://${MARK}.example`,
  (back) => `${without(back, 'code')}&code=${MARK}${'c'.repeat(5_000)}`,
  (back) => `${without(back, 'code')}&error=access_denied&error_description=${MARK}`,
]

function without(back: URL, name: string): string {
  const changed = new URL(back)
  changed.searchParams.delete(name)
  return changed.search
}

let server: Server | undefined
afterEach(() => server?.close())

async function serve(app: Express): Promise<string> {
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('The server has no port')
  return `http://127.0.0.1:${String(address.port)}`
}

/** As a browser sends it: nothing is put right on the way but what HTTP itself has no room for. */
function statusOf(
  origin: string,
  { path, cookie }: { readonly path: string; readonly cookie: string },
): Promise<number> {
  const sent = path.replace(/[^\x21-\x7e]/gu, encodeURIComponent)
  return new Promise((resolve, reject) => {
    request(
      origin + '/',
      { path: sent, headers: { Cookie: cookie, Accept: 'text/html' }, agent: false },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      },
    )
      .on('error', reject)
      .end()
  })
}

async function sendHostile(origin: string): Promise<void> {
  const at = some(['/callback/tesla', '/callback/tesla', '/callback/smartcar', '/callback/tesla/'])
  const cookie = some(['', 'ladeplan-flow=', `ladeplan-flow=${MARK}`, `${MARK}=1; ;=`])
  const path = `${at}?${hostileQuery()}`
  expect(await statusOf(origin, { path, cookie }), path.slice(0, 200)).toBeLessThan(500)
}

async function spoilReal(origin: string, n: number): Promise<void> {
  const agreed = await agree(scene(), { driverId: `driver-${String(n)}` })
  const back = new URL(await signIn(agreed))
  const search = SPOILT[(n / REAL_EVERY) % SPOILT.length]?.(back) ?? ''
  const { cookie, connectionId } = agreed
  const status = await statusOf(origin, { path: `/callback/tesla${search}`, cookie })
  expect(status, search.slice(-100)).toBeLessThan(500)
  expect((await findConnection(scene().control.db, connectionId))?.state).toBe('abandoned')
}

test(
  `of ${String(CASES)} malformed callbacks none is a fault, none leaves a flow half done and none is in the log`,
  async () => {
    const origin = await serve(scene().appWith({ sandbox: null }))
    const begun = await begin(scene())
    for (let n = 0; n < CASES; n++) {
      if (n % REAL_EVERY === 0) await spoilReal(origin, n)
      else await sendHostile(origin)
    }
    const { db } = scene().control
    expect(await db.selectFrom('held_grant').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('token').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('oauth_flow').selectAll().where('used_at', 'is', null).execute()).toEqual([])
    expect((await findConnection(db, begun.id))?.state).toBe('started')
    expect(scene().log.join('')).not.toContain(MARK)
    expect(scene().log.length).toBeGreaterThan(CASES / 2)
  },
  MOST_MS,
)
