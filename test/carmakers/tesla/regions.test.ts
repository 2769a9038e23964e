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
    for (const base of [API, OTHER]) nock(base).get('/api/1/users/region').reply(500, '{}')
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

describe('the region of a driver', () => {
  const NA = 'https://fleet-api.prd.na.vn.cloud.tesla.com'
  const two = () => tesla({ otherApiBaseUrls: [NA] })
  const isNa = { response: { region: 'na', fleet_api_base_url: NA } }

  it('is asked for where another region answers, if the first does not', async () => {
    nock(API).get('/api/1/users/region').reply(503)
    nock(NA).get('/api/1/users/region').reply(200, isNa)
    expect(await two().regions?.find(TOKEN)).toBe(NA)
  })

  it('is not asked for elsewhere of one that refuses, and is not known if none answers', async () => {
    nock(API).get('/api/1/users/region').reply(403)
    expect(await errorOf(two().regions?.find(TOKEN) ?? Promise.resolve())).toMatchObject({ status: 403 })
    nock(API).get('/api/1/users/region').reply(503)
    nock(NA).get('/api/1/users/region').reply(502)
    expect(await errorOf(two().regions?.find(TOKEN) ?? Promise.resolve())).toMatchObject({ status: 502 })
  })
})

describe('the name of a region', () => {
  it.each([
    [
      ['https://fleet-api.prd.eu.vn.cloud.tesla.com', 'https://fleet-api.prd.na.vn.cloud.tesla.com/'],
      ['eu', 'na'],
    ],
    [
      ['https://fleet-api.prd.eu.vn.cloud.tesla.com', 'https://fleet-api.prd.cn.vn.cloud.tesla.cn'],
      ['eu', 'cn'],
    ],
    [
      ['https://proxy.example.test', 'https://proxy.example.test/north-america'],
      ['region-1', 'north-america'],
    ],
    [
      ['https://a.example.test/eu', 'https://b.example.test/eu'],
      ['eu', 'region-2'],
    ],
    [
      ['https://a.example.test/region-2', 'https://b.example.test'],
      ['region-1', 'region-2'],
    ],
  ])(
    "is Tesla's own word for it, or the last part of an address of another form: %j",
    ([apiBaseUrl = '', ...others], names) => {
      const { regions } = tesla({ apiBaseUrl, otherApiBaseUrls: others })
      expect(regions?.all.map(({ name }) => name)).toEqual(names)
    },
  )

  it('comes with each request, but not where drivers sign in', async () => {
    const told: unknown[] = []
    const { api, oauth } = tesla(
      {},
      { onRequest: ({ region, isSignIn }) => void told.push([region, isSignIn]) },
    )
    nock(API).get(/.*/).reply(500)
    await errorOf(api.readChargeState(TOKEN, VIN))
    nock(/.*/).post(/.*/).reply(500)
    await errorOf(oauth.refresh('token'))
    expect(told).toEqual([
      ['region-1', undefined],
      [undefined, true],
    ])
  })
})
