import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { API, COORDINATE, TOKEN, VIN, errorOf, refuseNetwork, restoreNetwork, tesla } from './support.ts'

beforeEach(refuseNetwork)
afterEach(restoreNetwork)

const answer = (status: number, body: nock.Body) =>
  nock(API, { reqheaders: { authorization: `Bearer ${TOKEN}` } })
    .post('/api/1/vehicles/fleet_status', { vins: [VIN] })
    .reply(status, body)
const ask = () => tesla().api.readControllability?.(TOKEN, VIN) ?? Promise.reject(new Error('not offered'))
const info = (needed: unknown) => ({ [VIN]: { vehicle_command_protocol_required: needed } })

describe('whether a car would obey', () => {
  test.each([
    ['has our key', 'yes', { key_paired_vins: [VIN], unpaired_vins: [], vehicle_info: info(true) }],
    [
      'lacks our key',
      'needs_pairing',
      { key_paired_vins: [], unpaired_vins: [VIN], vehicle_info: info(true) },
    ],
    ['is too old for keys', 'yes', { key_paired_vins: [], unpaired_vins: [VIN], vehicle_info: info(false) }],
    ['lacks it, and nothing tells whether it needs one', 'needs_pairing', { unpaired_vins: [VIN] }],
    ['tells its age in words', 'needs_pairing', { unpaired_vins: [VIN], vehicle_info: info('no') }],
    ['is in no list', 'no', { key_paired_vins: [], unpaired_vins: ['5YJ3E1EA0TEST0002'], vehicle_info: {} }],
    ['is told of in another shape', 'no', { key_paired_vins: 'all', vehicle_info: [COORDINATE] }],
  ])('a car that %s: %s', async (_, controllable, response) => {
    answer(200, { response })
    expect(await ask()).toBe(controllable)
  })

  it('keeps nothing else of the answer', async () => {
    answer(200, { response: { [COORDINATE]: COORDINATE, key_paired_vins: [COORDINATE] } })
    expect(await ask()).toBe('no')
  })

  test.each([
    ['scope-missing', 403, { error: 'Unauthorized missing scopes' }],
    ['carmaker-unavailable', 503, ''],
    ['carmaker-answer-unreadable', 200, '<html>'],
    ['carmaker-answer-unreadable', 200, { response: null }],
  ] as const)('ends in %s at %i %j', async (code, status, body) => {
    answer(status, body)
    expect((await errorOf(ask())).code).toBe(code)
  })
})

test('the driver adds the key where the application says', () => {
  expect(tesla().pairingUrl).toBeUndefined()
  const pairingUrl = 'https://tesla.com/_ak/charging.example.test'
  expect(tesla({ pairingUrl }).pairingUrl?.href).toBe(pairingUrl)
})
