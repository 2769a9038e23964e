import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { API, TOKEN, VIN, errorOf, fixture, refuseNetwork, restoreNetwork, tesla } from './support.ts'

beforeEach(refuseNetwork)
afterEach(restoreNetwork)

const startPath = `/api/1/vehicles/${VIN}/command/charge_start`
const start = () => tesla().api.startCharging(TOKEN, VIN)
const answerStart = (status: number, body: nock.Body) => nock(API).post(startPath, '{}').reply(status, body)

describe('a command', () => {
  test.each([
    ['charge_start', 'startCharging'],
    ['charge_stop', 'stopCharging'],
  ] as const)('%s is done when the car accepts it', async (name, method) => {
    nock(API, { reqheaders: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' } })
      .post(`/api/1/vehicles/${VIN}/command/${name}`, '{}')
      .reply(200, fixture('command-success'))
    expect(await tesla().api[method](TOKEN, VIN)).toEqual({ kind: 'done', alreadySo: false })
  })

  it('goes through the signing proxy if there is one', async () => {
    const proxy = nock('https://signing.example.test:4443')
      .post(startPath)
      .reply(200, fixture('command-success'))
    await tesla({ commandBaseUrl: 'https://signing.example.test:4443/' }).api.startCharging(TOKEN, VIN)
    expect(proxy.isDone()).toBe(true)
  })

  test.each(['is_charging', 'requested', 'not_charging', 'complete', 'already_set'])(
    'is done already when the car says %s, with or without the words of the proxy',
    async (reason) => {
      for (const prefix of ['', 'car could not execute command: ']) {
        answerStart(200, { response: { result: false, reason: prefix + reason } })
        expect(await start()).toEqual({ kind: 'done', alreadySo: true })
      }
    },
  )

  test.each([
    ['disconnected', 200, { response: { result: false, reason: 'disconnected' } }],
    ['no_power', 200, { response: { result: false, reason: 'car could not execute command: no_power' } }],
    ['other', 200, { response: { result: false, reason: 'user_not_present' } }],
    ['vehicle_asleep', 408, ''],
    ['other', 400, { error: 'invalid_command' }],
    ['other', 404, '<html>'],
    ['other', 422, {}],
    ['client_misconfigured', 402, { error: 'payment required' }],
    ['client_misconfigured', 403, { error: 'missing or malformed bearer token' }],
    ['client_misconfigured', 405, ''],
    ['client_misconfigured', 412, { error: 'not registered in the current region' }],
    ['client_misconfigured', 423, { error: 'account locked' }],
    ['vehicle_busy', 500, { error: 'vehicle busy or finishing wake-up' }],
    ['vehicle_busy', 503, ''],
    ['consent_missing', 401, { error: 'mobile_access_disabled' }],
  ] as const)('is refused, %s, at %i %j', async (because, status, body) => {
    answerStart(status, body)
    expect(await start()).toEqual({ kind: 'refused', because })
  })

  test.each([
    [
      'the whole application is suspended',
      { status: 403, body: { error: 'account disabled' }, headers: {} },
      600,
    ],
    ['a rate is exceeded', { status: 429, body: '', headers: { 'Retry-After': '17' } }, 17],
  ] as const)('is refused, and left alone, when %s', async (_, answer, retryAfterSeconds) => {
    nock(API).post(startPath, '{}').reply(answer.status, answer.body, answer.headers)
    expect(await start()).toEqual({ kind: 'refused', because: 'rate_limited', retryAfterSeconds })
  })

  test.each([
    ['half a body', 200, '{"response":{"result":tr'],
    ['a page', 200, '<html>'],
    ['another shape', 200, { response: { result: 'yes' } }],
    ['an internal error', 500, { error: 'internal' }],
    ['a gateway time-out', 504, '<html>'],
    ['a redirect', 302, ''],
    ['5 MB', 200, `"${'x'.repeat(5 * 1024 * 1024)}"`],
  ])('is of unknown outcome after %s', async (_, status, body) => {
    answerStart(status, body)
    expect(await start()).toEqual({ kind: 'unknown' })
  })

  it('is of unknown outcome when no answer comes in time, and is sent once', async () => {
    const late = nock(API).post(startPath).delay(5_000).reply(200, fixture('command-success'))
    expect(await tesla({ timeoutMs: 100 }).api.startCharging(TOKEN, VIN)).toEqual({ kind: 'unknown' })
    expect(late.isDone()).toBe(true)
  })

  it('is of unknown outcome when the connection breaks', async () => {
    nock(API)
      .post(startPath)
      .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
    expect(await start()).toEqual({ kind: 'unknown' })
  })

  it('ends in an error where it was not tried: for a token that was not accepted, or in another region', async () => {
    answerStart(401, { error: 'token expired (401)' })
    expect(await errorOf(start())).toMatchObject({
      code: 'token-expired',
      route: '/api/1/vehicles/{vin}/command/charge_start',
      mayHaveSucceeded: false,
    })
    answerStart(421, { error: 'user out of region' })
    expect(await errorOf(start())).toMatchObject({ code: 'client-misconfigured', mayHaveSucceeded: false })
  })
})

describe('the documented errors', () => {
  const cases = z
    .array(z.object({ http_status: z.number(), via: z.string(), body: z.json() }))
    .parse(fixture('errors'))
  const outcomes: Record<string, unknown> = {
    'Fleet API 408': { kind: 'refused', because: 'vehicle_asleep' },
    'tesla-http-proxy (asleep/offline vehicle) 500': { kind: 'refused', because: 'vehicle_asleep' },
    'tesla-http-proxy (key not paired) 500': { kind: 'refused', because: 'not_paired' },
    'Fleet API (unsigned command to a vehicle that requires signing) 403': {
      kind: 'refused',
      because: 'not_paired',
    },
    'Fleet API (scope missing) 403': { kind: 'refused', because: 'consent_missing' },
    'Fleet API 429': { kind: 'refused', because: 'rate_limited' },
  }
  test.each(cases.filter(({ http_status: status }) => status !== 401 && status !== 421))(
    'at a command: $via $http_status',
    async ({ http_status: status, via, body }) => {
      answerStart(status, JSON.stringify(body))
      expect(await start()).toEqual(outcomes[`${via} ${String(status)}`])
    },
  )
})

describe('a wake-up', () => {
  const answerWake = (status: number, body: nock.Body) =>
    nock(API).post(`/api/1/vehicles/${VIN}/wake_up`, '{}').reply(status, body)
  const wake = () => tesla().api.wake(TOKEN, VIN)

  it('is done when asked for, though the car is not yet there', async () => {
    answerWake(200, fixture('wake-up'))
    expect(await wake()).toEqual({ kind: 'done', alreadySo: false })
  })

  it('is done already when the car is online', async () => {
    answerWake(200, { response: { state: 'online' } })
    expect(await wake()).toEqual({ kind: 'done', alreadySo: true })
  })

  it('is refused without the scope for it', async () => {
    answerWake(403, { error: 'Unauthorized missing scopes' })
    expect(await wake()).toEqual({ kind: 'refused', because: 'consent_missing' })
  })
})
