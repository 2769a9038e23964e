import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { STREAMED_FIELDS } from '../../../src/carmakers/tesla/stream-setup.ts'
import { API, errorOf, fixture, refuseNetwork, restoreNetwork, tesla, TOKEN, VIN } from './support.ts'

const PROXY = 'https://proxy.example.test'
const PATH = '/api/1/vehicles/fleet_telemetry_config'
const SERVER = { hostname: 'telemetry.example.test', port: 8443, ca: '-----BEGIN CERTIFICATE-----' }

beforeEach(refuseNetwork)
afterEach(restoreNetwork)

const ask = () => {
  const { setUpStream } = tesla({ commandBaseUrl: PROXY, telemetryServer: SERVER }).api
  if (setUpStream === undefined) throw new Error('There is no way to ask')
  return setUpStream(TOKEN, VIN)
}
const answered = (updated: unknown, skipped: object = {}) => ({
  response: { updated_vehicles: updated, skipped_vehicles: skipped },
})

describe('asking a car to stream', () => {
  it('names the car, the server and the fields, in the words of the recorded request', async () => {
    let sent: unknown
    nock(PROXY)
      .post(PATH, (body) => {
        sent = body
        return true
      })
      .reply(200, answered(1))
    expect(await ask()).toBe('yes')
    const request = z.object({ vins: z.array(z.string()), config: z.record(z.string(), z.json()) })
    const recorded = request.parse(fixture('fleet-telemetry-config-request.assembled'))
    const { vins, config } = request.parse(sent)
    expect(vins).toEqual([VIN])
    expect(config).toEqual({ ...SERVER, fields: STREAMED_FIELDS })
    for (const name of Object.keys(config)) expect(Object.keys(recorded.config)).toContain(name)
  })

  it('asks for no field of a place, a route or a speed, and not for the oldest name of the state', () => {
    const names = Object.keys(STREAMED_FIELDS)
    expect(names.length).toBeGreaterThan(3)
    for (const name of names)
      expect(name).not.toMatch(
        /loc|gps|home|work|favorite|route|dest|origin|mile|minute|speed|odo|trip|^ChargeState$/i,
      )
  })

  test.each([
    ['needs_pairing', { missing_key: [VIN] }],
    ['unsupported', { unsupported_hardware: [VIN] }],
    ['unsupported', { unsupported_firmware: [VIN] }],
    ['too_many_apps', { max_configs: [VIN] }],
    ['unsupported', { a_reason_of_tomorrow: [VIN] }],
    ['unsupported', {}],
  ])('is told %s when the car was left out: %j', async (outcome, skipped) => {
    nock(PROXY).post(PATH).reply(200, answered(0, skipped))
    expect(await ask()).toBe(outcome)
  })

  it('takes nothing of another car for its own', async () => {
    nock(PROXY)
      .post(PATH)
      .reply(200, answered(1, { missing_key: ['5YJ3E1EA0TEST0099'] }))
    expect(await ask()).toBe('yes')
  })

  test.each([
    ['carmaker-answer-unreadable', 200, { response: null }],
    ['carmaker-answer-unreadable', 200, answered('one')],
    ['carmaker-answer-unreadable', 200, '<html>'],
    ['token-expired', 401, { error: 'token expired (401)' }],
    ['scope-missing', 403, { error: 'Unauthorized missing scopes' }],
    ['rate-limited', 429, {}],
    ['carmaker-unavailable', 503, {}],
  ])('fails with %s at %i %j', async (code, status, body) => {
    nock(PROXY).post(PATH).reply(status, body)
    expect((await errorOf(ask())).code).toBe(code)
  })

  it('is not there without a signing proxy, or without a server to stream to', () => {
    expect(tesla({ telemetryServer: SERVER }).api.setUpStream).toBeUndefined()
    expect(tesla({ commandBaseUrl: PROXY }).api.setUpStream).toBeUndefined()
  })
})

describe('telling a car to stream no more', () => {
  const path = `/api/1/vehicles/${VIN}/fleet_telemetry_config`
  const end = async () => tesla().api.endStream?.(TOKEN, VIN)

  test.each([
    ['when Tesla says so', 200, { response: { updated_vehicles: 1 } }],
    ['when the car had no settings', 200, { response: { updated_vehicles: 0 } }],
    ['when the car is not there', 404, { error: 'not_found' }],
  ])('is done %s, without the signing proxy', async (_, status, body) => {
    const asked = nock(API, { reqheaders: { authorization: `Bearer ${TOKEN}` } })
      .delete(path)
      .reply(status, body)
    await end()
    expect(asked.isDone()).toBe(true)
  })

  test.each([
    ['carmaker-answer-unreadable', 200, '<html>'],
    ['carmaker-answer-unreadable', 200, { response: null }],
    ['token-expired', 401, { error: 'token expired (401)' }],
    ['client-misconfigured', 412, { error: 'not registered' }],
    ['rate-limited', 429, {}],
    ['carmaker-unavailable', 500, '<html>'],
  ])('fails with %s at %i %j, without a word of the body', async (code, status, body) => {
    nock(API).delete(path).reply(status, body)
    const error = await errorOf(end())
    expect(error).toMatchObject({ code, route: '/api/1/vehicles/{vin}/fleet_telemetry_config' })
  })
})
