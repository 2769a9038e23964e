import nock from 'nock'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { OutOfRegionError } from '../../../src/carmakers/carmaker-error.ts'
import { API, errorOf, fixture, refuseNetwork, restoreNetwork, tesla, TOKEN, VIN } from './support.ts'

const OTHER = 'https://fleet-api.na.example.test'
const STRANGER = 'https://fleet-api.evil.example.test'

beforeEach(refuseNetwork)
afterEach(restoreNetwork)

const carmaker = () => tesla({ otherApiBaseUrls: [`${OTHER}/`] })
const sentTo = (base: string) => ({
  response: null,
  error: `user out of region, use base URL: ${base}, see https://developer.tesla.com/docs/fleet-api`,
})
const regionOf = async (promise: Promise<unknown>) => {
  const error = await errorOf(promise)
  return error instanceof OutOfRegionError ? error.region : 'another error'
}

describe('an answer that the driver belongs to another region', () => {
  const calls = {
    list: () => carmaker().api.listVehicles(TOKEN),
    read: () => carmaker().api.readChargeState(TOKEN, VIN),
    'fleet status': () => carmaker().api.readControllability?.(TOKEN, VIN) ?? Promise.resolve(),
    wake: () => carmaker().api.wake(TOKEN, VIN),
    start: () => carmaker().api.startCharging(TOKEN, VIN),
    stop: () => carmaker().api.stopCharging(TOKEN, VIN),
  }
  test.each(Object.entries(calls))('names it, whatever was asked: %s', async (_, call) => {
    nock(API).get(/.*/).reply(421, sentTo(OTHER)).post(/.*/).reply(421, sentTo(OTHER))
    expect(await regionOf(call())).toBe(OTHER)
  })

  it.each([
    ['of a stranger', sentTo(STRANGER)],
    ['that only begins like ours', sentTo(`${OTHER}.evil.example.test`)],
    ['with a user in front of it', sentTo(`https://evil@fleet-api.na.example.test`)],
    ['over plain http', sentTo(OTHER.replace('https', 'http'))],
    ['of 10 000 letters', sentTo(`https://${'a'.repeat(10_000)}.example.test`)],
  ])('with an address %s names none', async (_, body) => {
    nock(API).get(/.*/).reply(421, body)
    expect(await regionOf(carmaker().api.readChargeState(TOKEN, VIN))).toBeNull()
  })

  it.each([
    ['a page', '<html>'],
    ['a list', '[]'],
    ['nothing', ''],
    ['the recorded one of a region that is not configured', fixture('errors')],
  ])('that is %s names none', async (_, body) => {
    nock(API)
      .get(/.*/)
      .reply(421, typeof body === 'string' ? body : JSON.stringify(body))
    expect(await regionOf(carmaker().api.readChargeState(TOKEN, VIN))).toBeNull()
  })

  it('is understood from the signing proxy as well', async () => {
    const proxy = 'https://proxy.example.test'
    nock(proxy).post(/.*/).reply(421, sentTo(OTHER))
    const through = tesla({ otherApiBaseUrls: [OTHER], commandBaseUrl: proxy })
    expect(await regionOf(through.api.stopCharging(TOKEN, VIN))).toBe(OTHER)
  })
})

describe('a region', () => {
  it('has an API of its own; one that is not configured is not asked', async () => {
    nock(OTHER).get('/api/1/vehicles').query(true).reply(200, { response: [] })
    expect(await carmaker().regions?.apiIn(OTHER).listVehicles(TOKEN)).toEqual([])
    nock(API).get('/api/1/vehicles').query(true).reply(200, { response: [] })
    expect(await carmaker().regions?.apiIn(STRANGER).listVehicles(TOKEN)).toEqual([])
  })

  it.each([
    [OTHER, OTHER],
    [`${OTHER}/`, OTHER],
    [API, API],
    [STRANGER, null],
    [17, null],
  ])('is told as %s and known as %s', async (told, known) => {
    const body = { response: { region: 'na', fleet_api_base_url: told } }
    nock(API).get('/api/1/users/region').reply(200, body)
    expect(await carmaker().regions?.find(TOKEN)).toBe(known)
  })

  it('that is not told is an error', async () => {
    nock(API).get('/api/1/users/region').reply(500, '{}')
    expect((await errorOf(carmaker().regions?.find(TOKEN) ?? Promise.resolve())).code).toBe(
      'carmaker-unavailable',
    )
  })

  it('gets the token in a header and nowhere else', async () => {
    const seen: string[] = []
    nock(OTHER, { reqheaders: { authorization: `Bearer ${TOKEN}` } })
      .get('/api/1/vehicles')
      .query((query) => seen.push(JSON.stringify(query)) > 0)
      .reply(200, { response: [] })
    await carmaker().regions?.apiIn(OTHER).listVehicles(TOKEN)
    expect(seen.join()).not.toContain(TOKEN)
  })
})
