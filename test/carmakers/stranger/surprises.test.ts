import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCarmakers, type Carmaker } from '../../../src/carmakers/registry.ts'
import { telemetryRecordSchema } from '../../../src/carmakers/tesla/telemetry-wire.ts'
import { openStrictSmartcar, type StrictSmartcar } from './smartcar/strict-smartcar.ts'
import { fault } from './smartcar/vehicle-api.ts'

const NOW = Date.parse('2026-01-11T21:56:56Z')
const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-0123456789'
const STATE = 'a-state-of-well-over-128-bits'
const application = {
  clientId: 'client-of-ours',
  clientSecret: 'a secret: with %, + and øre',
  redirectUri: 'https://charging.example.no/callback/smartcar',
}

describe('a car behind Smartcar', () => {
  let server: StrictSmartcar
  let smartcar: Carmaker

  beforeEach(async () => {
    server = await openStrictSmartcar(application, () => NOW)
    const oauth = {
      ...application,
      mode: 'live' as const,
      authorizeUrl: server.authorizeUrl,
      tokenUrl: server.tokenUrl,
      issuer: 'https://auth.smartcar.com',
    }
    smartcar = createCarmakers({ smartcar: { apiBaseUrl: server.api.url, oauth } }).get('smartcar')
  })
  afterEach(() => server.close())

  async function accessToken(): Promise<string> {
    const codeChallenge = createHash('sha256').update(VERIFIER).digest('base64url')
    const url = smartcar.oauth.authorizeUrl({ state: STATE, codeChallenge, locale: 'nb' })
    const page = await fetch(url, { redirect: 'manual' })
    const parameters = new URL(page.headers.get('location') ?? '').searchParams
    const answer = { parameters, expectedState: STATE, codeVerifier: VERIFIER }
    return (await smartcar.oauth.exchangeCode(answer)).accessToken
  }

  it('whose id is no UUID is listed', async () => {
    const listed = await smartcar.api.listVehicles(await accessToken())
    expect(listed).toEqual([{ reference: 'veh_01-no-uuid', vin: 'WVWZZZE1ZMP000001' }])
    expect(server.violations()).toEqual([])
  })

  it.each([
    ['cannot tell its VIN', 501, 'COMPATIBILITY'],
    ['is of a version without VINs', 404, 'RESOURCE_NOT_FOUND'],
  ])('that %s is known by its id', async (_, status, type) => {
    const token = await accessToken()
    server.api.insteadAnswer(/\/vin$/, { status, body: fault(status, type, null).body })
    const listed = await smartcar.api.listVehicles(token)
    expect(listed).toEqual([{ reference: 'veh_01-no-uuid', vin: 'veh_01-no-uuid' }])
  })

  it('that does not say how old its answer is is read, and its age left open', async () => {
    const token = await accessToken()
    const items = [
      { path: '/charge', code: 200, body: { isPluggedIn: true, state: 'NOT_CHARGING' } },
      { path: '/battery', code: 200, body: { percentRemaining: 0.41 }, headers: {} },
    ]
    server.api.insteadAnswer(/\/batch$/, { status: 200, body: { responses: items } })
    expect(await smartcar.api.readChargeState(token, 'veh_01-no-uuid')).toMatchObject({
      kind: 'state',
      state: { observedAt: null, status: 'connected', socPercent: 41 },
    })
  })

  it('that tells neither when nor what it is doing is not read', async () => {
    const token = await accessToken()
    const items = [{ path: '/charge', code: 200, body: { state: 'NOT_CHARGING' } }]
    server.api.insteadAnswer(/\/batch$/, { status: 200, body: { responses: items } })
    const reading = smartcar.api.readChargeState(token, 'veh_01-no-uuid')
    await expect(reading).rejects.toMatchObject({ code: 'carmaker-answer-unreadable' })
  })

  it.each<[unknown, number | undefined]>([
    ['97', 97],
    [97, 97],
    ['1000000', 86_400],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 86_400],
    ['', undefined],
    [null, undefined],
    [true, undefined],
    [[5], undefined],
  ])(
    'that is throttled inside a batch is left alone for as long as the item says: %j',
    async (told, wait) => {
      const { body } = fault(429, 'RATE_LIMIT', 'VEHICLE')
      const item = { path: '/charge', code: 429, body, headers: { 'retry-after': told } }
      const token = await accessToken()
      server.api.insteadAnswer(/\/batch$/, { status: 200, body: { responses: [item] } })
      const reading = smartcar.api.readChargeState(token, 'veh_01-no-uuid')
      await expect(reading).rejects.toMatchObject({ code: 'rate-limited', retryAfterSeconds: wait })
    },
  )
})

describe('a Tesla whose firmware sends everything as strings', () => {
  const valueOf = (key: string, stringValue: unknown): unknown =>
    telemetryRecordSchema.parse({
      vin: '5YJ3E1EA0TEST0001',
      createdAt: '2026-01-15T20:15:03.123Z',
      data: [{ key, value: { stringValue } }],
    }).data[0]?.value

  it.each([
    ['Soc', '52.3', 52],
    ['FastChargerPresent', 'true', true],
    ['FastChargerPresent', 'false', false],
    ['DetailedChargeState', 'DetailedChargeStateCharging', 'Charging'],
    ['DetailedChargeState', 'Stopped', 'Stopped'],
  ])('is understood: %s %s', (key, text, value) => {
    expect(valueOf(key, text)).toBe(value)
  })

  it.each(['(60.000200 N, 10.000200 E)', '101', '1e1', '<invalid>', '', null])(
    'is not when it says %s',
    (text) => {
      const values = ['Soc', 'FastChargerPresent', 'DetailedChargeState'].map((key) => valueOf(key, text))
      expect(values).toEqual([null, null, 'Unknown'])
    },
  )
})
