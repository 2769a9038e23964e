import { expect, test } from 'vitest'
import { seededRandomness } from '../../src/base/random.ts'
import { api, begin, browser, connectionBody, formOn, locationOf } from './requests.ts'
import { PUBLIC, useScene } from './scene.ts'

const scene = useScene()
const THOROUGH = process.env['LADEPLAN_THOROUGH'] === '1'
const REQUESTS = THOROUGH ? 2_000 : 60
const PAYLOADS = 500
const MOST_MS = 600_000

const EVIL = ['evil.example', 'evil.example:443', 'localhost:8080.evil.example', '127.0.0.1@evil.example']
const HEADERS: readonly ((host: string) => Record<string, string>)[] = [
  (host) => ({ Host: host }),
  (host) => ({ 'X-Forwarded-Host': host, 'X-Forwarded-Proto': 'https' }),
  (host) => ({ Forwarded: `host=${host};proto=https` }),
  (host) => ({ 'X-Forwarded-Proto': `https://${host}` }),
  (host) => ({ 'X-Original-URL': `https://${host}/callback/tesla`, 'X-Forwarded-Prefix': `//${host}` }),
  (host) => ({ Referer: `https://${host}/`, 'X-Forwarded-Port': '1' }),
]

test(
  `OA07: ${String(REQUESTS)} requests with other hosts and addresses leave the redirect address as configured`,
  async () => {
    const { id, consentUrl } = await begin(scene())
    const page = await browser(scene().app, 'get', consentUrl).expect(200)
    const form = formOn(page.text, `/connect/${id}`)
    for (let n = 0; n < REQUESTS; n++) {
      const host = EVIL[n % EVIL.length] ?? ''
      const headers = HEADERS[n % HEADERS.length]?.(host) ?? {}
      const tricked = n % 2 === 0 ? form : `${form}&redirect_uri=https://${host}/&host=${host}`
      const answer = await browser(scene().app, 'post', tricked).set(headers).send('decision=accept')
      expect(answer.status).toBe(303)
      expect(locationOf(answer).searchParams.get('redirect_uri')).toBe(`${PUBLIC}/callback/tesla`)
      expect(JSON.stringify(answer.headers)).not.toContain('evil')
    }
  },
  MOST_MS,
)

/** What is written before and after a host, and how a browser might be led to read it as one. */
const BEFORE = [
  'https://',
  '//',
  '/\\',
  '\\\\',
  '/\t/',
  'https:',
  'javascript:',
  '/%2f',
  'app@',
  'app\n',
  '.',
  '/..//',
]
const AFTER = ['', '/', '?app', '#app', '/app', '%00', '\r\nLocation: https://evil.example']

test(
  `OA08: of ${String(PAYLOADS)} addresses to return to none is followed; only a key of the list is`,
  async () => {
    const randomness = seededRandomness('open redirects')
    const some = (list: readonly string[]): string =>
      list[Math.floor(randomness.fraction() * list.length)] ?? ''
    const payloads = new Set<string>()
    while (payloads.size < PAYLOADS) {
      const padding = 'x'.repeat(Math.floor(randomness.fraction() * 4))
      payloads.add(some(BEFORE) + padding + some(EVIL) + some(AFTER))
    }
    for (const [n, returnTo] of [...payloads].entries()) {
      const body = connectionBody({ returnTo })
      const refused = await api(scene().app, 'post', '/v1/connections').send(body)
      expect([refused.status, refused.headers['location']]).toEqual([422, undefined])
      // The banner of the sandbox goes by the same rule; every fifth is enough where time is short.
      if (!THOROUGH && n % 5 > 0) continue
      const step = await browser(scene().app, 'post', '/sandbox/advance')
        .type('form')
        .send(new URLSearchParams({ target: 'quarter-hour', returnTo }).toString())
      const location = step.headers['location'] ?? '/'
      expect(new URL(location, PUBLIC).origin).toBe(PUBLIC)
    }
    // The control: a key of the list is taken.
    await api(scene().app, 'post', '/v1/connections').send(connectionBody()).expect(201)
  },
  MOST_MS,
)
