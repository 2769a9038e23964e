import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import {
  API,
  COORDINATE,
  TOKEN,
  VIN,
  errorOf,
  fixture,
  online,
  refuseNetwork,
  restoreNetwork,
  tesla,
  vehicleDataPath,
} from './support.ts'

beforeEach(refuseNetwork)
afterEach(restoreNetwork)

const read = () => tesla().api.readChargeState(TOKEN, VIN)

describe('reading the charge state', () => {
  it('asks for presence first and then for the charge state alone', async () => {
    const presence = online()
    const data = nock(API, { reqheaders: { authorization: `Bearer ${TOKEN}` } })
      .get(vehicleDataPath)
      .reply(200, fixture('vehicle-data'))

    expect(await read()).toEqual({
      kind: 'state',
      state: {
        observedAt: new Date(1705707520649),
        status: 'connected',
        socPercent: 77,
        limitPercent: 80,
        powerKw: 0,
        energyAddedKwh: 0,
        capacityKwh: 60.9,
        fastCharging: false,
      },
    })
    expect(presence.isDone() && data.isDone()).toBe(true)
  })

  test.each([undefined, null, '1705707520649', 1705707520, 9e15])(
    'reads a report of which the time is told as %s, and leaves its age open',
    async (timestamp) => {
      online()
      const charge_state = { charging_state: 'Stopped', battery_level: 50, timestamp }
      nock(API).get(vehicleDataPath).reply(200, { response: { charge_state } })
      expect(await read()).toMatchObject({ state: { observedAt: null, status: 'connected', socPercent: 50 } })
    },
  )

  it('tells the positions that were dropped as a number', async () => {
    online()
    nock(API).get(vehicleDataPath).reply(200, fixture('vehicle-data'))
    const counts: unknown[] = []
    const hooks = { onRead: (told: { positionFieldsDropped: number }) => counts.push(told) }
    await tesla({}, hooks).api.readChargeState(TOKEN, VIN)
    expect(counts).toEqual([{ positionFieldsDropped: 0 }, { positionFieldsDropped: 3 }])
  })

  test.each([
    ['asleep', 'asleep'],
    ['offline', 'offline'],
    ['in a lake', 'offline'],
  ])('does not ask a car that is %s', async (state, kind) => {
    online(state)
    expect(await read()).toEqual({ kind })
  })

  test.each([
    ['the Fleet API', 408],
    ['the signing proxy', 500],
  ])('takes the word of %s for a car that fell asleep', async (_, status) => {
    online()
    nock(API)
      .get(vehicleDataPath)
      .reply(status, { response: null, error: 'vehicle unavailable: vehicle is offline or asleep' })
    expect(await read()).toEqual({ kind: 'asleep', asked: true })
  })

  it('leaves out cars without a proper VIN and reads every page', async () => {
    const page = (number: number) => `/api/1/vehicles?page=${String(number)}&page_size=100`
    const item = { vin: VIN, display_name: 'Home' }
    nock(API)
      .get(page(1))
      .reply(200, { response: [item, { vin: 'x' }], pagination: { next: 2 } })
    nock(API)
      .get(page(2))
      .reply(200, { response: [{ vin: '5YJ3E1EA0TEST0002' }], pagination: { next: null } })
    const vehicles = await tesla().api.listVehicles(TOKEN)
    expect(vehicles.map(({ vin }) => vin)).toEqual([VIN, '5YJ3E1EA0TEST0002'])
  })
})

describe('a read that fails', () => {
  const answers = [
    ['token-expired', 401, { error: 'token expired (401)' }],
    ['scope-missing', 401, { error: 'mobile_access_disabled' }],
    ['client-misconfigured', 402, { error: 'payment required' }],
    ['scope-missing', 403, { error: 'Unauthorized missing scopes' }],
    ['rate-limited', 403, { error: 'exceeded_limit' }],
    ['client-misconfigured', 403, '<html>no</html>'],
    ['vehicle-gone', 404, { error: 'not_found' }],
    ['client-misconfigured', 412, { error: 'must be registered in the current region' }],
    ['client-misconfigured', 421, { error: `user out of region ${COORDINATE}` }],
    ['scope-missing', 451, ''],
    ['carmaker-unavailable', 500, { error: 'internal' }],
    ['carmaker-unavailable', 503, '<html>down</html>'],
    ['carmaker-unavailable', 540, { error: 'device unexpected response' }],
  ] as const
  test.each(answers)('is %s at %i %j', async (code, status, body) => {
    online()
    nock(API).get(vehicleDataPath).reply(status, body)
    expect(await errorOf(read())).toMatchObject({
      code,
      status,
      route: '/api/1/vehicles/{vin}/vehicle_data',
      mayHaveSucceeded: false,
    })
  })

  it.each([
    ['Fri, 13 Dec 2024 02:00:30 GMT', 30],
    ['Fri, 13 Dec 2024 01:59:00 GMT', 0],
    ['Fri, 13 Dec 2024 02:00:30', undefined],
  ])('says when to come back as a date by its own clock: %s', async (until, seconds) => {
    online()
    const headers = { Date: 'Fri, 13 Dec 2024 02:00:00 GMT', 'Retry-After': until }
    nock(API).get(vehicleDataPath).reply(429, '', headers)
    expect(await errorOf(read())).toMatchObject({ code: 'rate-limited', retryAfterSeconds: seconds })
  })

  it('says when to come back', async () => {
    online()
    nock(API).get(vehicleDataPath).reply(429, '', { 'Retry-After': '17' })
    expect(await errorOf(read())).toMatchObject({
      code: 'rate-limited',
      retryAfterSeconds: 17,
      temporary: true,
    })
  })

  test.each([
    ['a page instead of data', `<html>${COORDINATE} ${VIN}</html>`],
    ['half a body', `{"response":{"charge_state":{"latitude":${COORDINATE}`],
    ['another shape', { response: { [COORDINATE]: VIN } }],
    [
      'a charge state with neither a time nor what the car is doing',
      { response: { charge_state: { battery_level: 50 } } },
    ],
    ['an empty body', ''],
    ['a body of 5 MB', `"${'x'.repeat(5 * 1024 * 1024)}"`],
  ])('is unreadable at %s', async (_, body) => {
    online()
    nock(API).get(vehicleDataPath).reply(200, body)
    expect((await errorOf(read())).code).toBe('carmaker-answer-unreadable')
  })

  it('is a time-out when no answer comes', async () => {
    online()
    nock(API).get(vehicleDataPath).delay(5_000).reply(200, fixture('vehicle-data'))
    const { api } = tesla({ timeoutMs: 100 })
    expect((await errorOf(api.readChargeState(TOKEN, VIN))).code).toBe('carmaker-timeout')
  })

  it('does not follow a redirect or take the token there', async () => {
    online()
    const elsewhere = nock('https://elsewhere.example.test').get('/').reply(200, fixture('vehicle-data'))
    nock(API).get(vehicleDataPath).reply(302, '', { Location: 'https://elsewhere.example.test/' })
    expect((await errorOf(read())).status).toBe(302)
    expect(elsewhere.isDone()).toBe(false)
  })

  it('refuses a reference that would leave the path, without repeating it', async () => {
    await expect(tesla().api.readChargeState(TOKEN, '../users/me')).rejects.toThrow(
      'The value for {vin} cannot stand in /api/1/vehicles/{vin}',
    )
  })
})
