import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { findConnection, markAbandoned } from '../../src/connections/connection-store.ts'
import { findSite } from '../../src/sites/site-store.ts'
import { api, begin, connect, connectionBody, problemIn } from './requests.ts'
import { API_KEY, HANDED_OVER, useScene } from './scene.ts'

const scene = useScene()

const post = (body: object | string): request.Test =>
  api(scene().app, 'post', '/v1/connections').type('json').send(body)

const address = (changes: Record<string, unknown>): Record<string, unknown> => ({
  address: { postalCode: '4613', country: 'NO', ...changes },
})

describe('beginning a connection', () => {
  test('answers with a link to the consent page that lives for five minutes', async () => {
    const answer = await post(connectionBody()).expect(201)
    expect(answer.body).toMatchObject({
      driverId: 'driver-kari',
      carmaker: 'tesla',
      state: 'started',
      language: 'en',
      consentUrlExpiresAt: '2026-01-01T12:05:00.000Z',
    })
    const { id, consentUrl } = z.object({ id: z.uuid(), consentUrl: z.url() }).parse(answer.body)
    expect(answer.headers['location']).toBe(`/v1/connections/${id}`)
    expect(new URL(consentUrl).pathname).toBe(`/connect/${id}`)
    expect(new URL(consentUrl).searchParams.get('lang')).toBe('en')
  })

  test('turns the address into a site and keeps nothing else of it', async () => {
    const { id } = await begin(scene())
    const connection = await findConnection(scene().control.db, id)
    const site = await findSite(scene().control.db, connection?.siteId ?? '')
    expect(site).toMatchObject({ biddingZone: 'NO2', municipality: '4204' })
  })

  test('needs neither name, e-mail nor street', async () => {
    const bare = { name: undefined, email: undefined }
    await post(connectionBody({ ...bare, address: { postalCode: '8514', country: 'NO' } })).expect(201)
  })

  test.each<[string, Record<string, unknown>, string, string]>([
    ['no driver', { driverId: undefined }, '/driverId', 'driverId is missing: expected your pseudonym'],
    ['an e-mail address for a driver', { driverId: 'a@b.no' }, '/driverId', 'driverId is "a@b.no": expected'],
    ['a list for a driver', { driverId: ['a'] }, '/driverId', 'driverId is a list: expected'],
    ['an unknown carmaker', { carmaker: 'lada' }, '/carmaker', 'carmaker is "lada": expected one of: tesla'],
    ['an unknown language', { language: 'sv' }, '/language', 'language is "sv": expected one of: nb, en'],
    [
      'an address to return to',
      { returnTo: '//evil.no' },
      '/returnTo',
      'returnTo is "//evil.no": expected the key',
    ],
    [
      'a key of every object',
      { returnTo: '__proto__' },
      '/returnTo',
      'returnTo is "__proto__": expected the key',
    ],
    ['another country', address({ country: 'SE' }), '/address/country', 'country is "SE": expected NO'],
    ['an unknown member', { colour: 'blue' }, '/colour', 'colour is not known here: leave it out'],
    [
      'a position',
      address({ latitude: 58.1 }),
      '/address/latitude',
      'latitude is not known here: leave it out',
    ],
  ])('refuses %s, naming field, value and remedy', async (_, changes, pointer, message) => {
    const problem = problemIn(await post(connectionBody(changes)))
    expect(problem).toMatchObject({ code: 'validation-failed', status: 422, resolution: 'fix_request' })
    expect(problem.errors).toHaveLength(1)
    expect(problem.errors?.[0]).toMatchObject({ pointer })
    expect(problem.errors?.[0]?.message).toContain(message)
    expect(problem.detail).toContain(message)
    expect(JSON.stringify(problem)).not.toMatch(/blue|58\.1/)
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['name', { name: '' }, '/name'],
    ['name of the wrong kind', { name: { full: HANDED_OVER.name } }, '/name'],
    ['e-mail', { email: 'kari.solbakken at eksempel' }, '/email'],
    ['street', { address: { postalCode: '4613', street: 4171, country: 'NO' } }, '/address/street'],
    ['postal code', { address: { postalCode: '46130', country: 'NO' } }, '/address/postalCode'],
    ['address', { address: HANDED_OVER.street }, '/address'],
  ])('refuses a wrong %s without repeating it', async (_, changes, pointer) => {
    const answer = await post(connectionBody(changes))
    const problem = problemIn(answer)
    expect(problem.status).toBe(422)
    expect(problem.errors?.map((fault) => fault.pointer)).toEqual([pointer])
    expect(problem.errors?.[0]?.message).toContain('expected')
    for (const sent of ['solbakken', 'Solbakken', '4171', '46130', 'Granitt'])
      expect(answer.text).not.toContain(sent)
  })

  test('does not repeat a member whose name is data', async () => {
    const answer = await post(connectionBody({ [HANDED_OVER.email]: true }))
    expect(problemIn(answer).errors).toHaveLength(1)
    expect(answer.text).not.toContain(HANDED_OVER.email)
  })

  test('refuses a place for which no site is known, without repeating it', async () => {
    const answer = await post(connectionBody({ address: { postalCode: '9999', country: 'NO' } }))
    expect(problemIn(answer)).toMatchObject({
      code: 'unknown-place',
      errors: [{ pointer: '/address/postalCode' }],
    })
    expect(problemIn(answer).detail).toContain('Correct it')
    expect(answer.text).not.toContain('9999')
  })

  test('refuses a second live connection to the same carmaker', async () => {
    await connect(scene())
    expect(problemIn(await post(connectionBody()))).toMatchObject({ code: 'already-connected', status: 409 })
  })

  test.each([
    ['cut off', '{"driverId":', 400, 'malformed-json'],
    ['not an object', '"driver-kari"', 400, 'malformed-json'],
    ['too large', JSON.stringify({ driverId: 'x'.repeat(70_000) }), 413, 'body-too-large'],
  ])('refuses a body that is %s', async (_, body, status, code) => {
    expect(problemIn(await post(body))).toMatchObject({ status, code })
  })

  test('refuses a body of another kind', async () => {
    const answer = await api(scene().app, 'post', '/v1/connections').type('text').send('driverId=driver-kari')
    expect(problemIn(answer)).toMatchObject({ status: 415, code: 'unsupported-media-type' })
    const compressed = await post('{}').set('Content-Encoding', 'gzip')
    expect(problemIn(compressed)).toMatchObject({ status: 415, code: 'unsupported-media-type' })
  })
})

describe('looking at connections', () => {
  test('lists those of one driver', async () => {
    const { id } = await begin(scene())
    await begin(scene(), { driverId: 'driver-ola' })
    const answer = await api(scene().app, 'get', '/v1/connections?driverId=driver-kari').expect(200)
    expect(answer.body).toMatchObject({ items: [{ id, driverId: 'driver-kari' }] })
  })

  test.each(['', '?driverId=', '?driverId=a%20b', '?driverId=a&driverId=b', '?driverId=a&all=true'])(
    'refuses the query "%s"',
    async (query) => {
      const answer = await api(scene().app, 'get', `/v1/connections${query}`)
      expect(problemIn(answer)).toMatchObject({ status: 422, code: 'validation-failed' })
    },
  )

  test('gives no link once the consent is answered', async () => {
    const { id } = await begin(scene())
    await markAbandoned(scene().control.db, id)
    const answer = await api(scene().app, 'get', `/v1/connections/${id}`).expect(200)
    expect(answer.body).toMatchObject({ id, state: 'abandoned', consentUrl: null, consentUrlExpiresAt: null })
  })

  test.each(['nobody', '00000000-0000-4000-8000-000000000000', '%00', '..%2f..', "'; drop table connection"])(
    'finds nothing under %s',
    async (id) => {
      for (const method of ['get', 'delete'] as const) {
        const answer = await api(scene().app, method, `/v1/connections/${id}`)
        expect(problemIn(answer)).toMatchObject({ status: 404, code: 'not-found' })
      }
    },
  )

  test('refuses an id that cannot be decoded', async () => {
    const answer = await api(scene().app, 'get', '/v1/connections/%E0%A4%A')
    expect(problemIn(answer)).toMatchObject({ status: 400, code: 'malformed-request' })
  })
})

describe('withdrawing a connection', () => {
  test('takes effect at once, and once only', async () => {
    const { connectionId } = await connect(scene())
    const first = await api(scene().app, 'delete', `/v1/connections/${connectionId}`).expect(202)
    expect(first.body).toMatchObject({ id: connectionId, state: 'withdrawing', consentUrl: null })
    const second = await api(scene().app, 'delete', `/v1/connections/${connectionId}`).expect(202)
    expect(second.body).toEqual(first.body)
  })
})

describe('the API key', () => {
  test.each([
    ['none', ''],
    ['a wrong one', 'Bearer lp_test_wrong'],
    ['one that only begins well', `Bearer ${API_KEY.slice(0, -1)}`],
    ['another scheme', `Basic ${API_KEY}`],
    ['an empty one', 'Bearer '],
  ])('is refused: %s', async (_, authorization) => {
    const answer = await request(scene().app).get('/v1/vehicles').set('Authorization', authorization)
    const problem = problemIn(answer)
    expect(problem).toMatchObject({ status: 401, code: 'api-key-required' })
    expect(problem.detail).toContain('Authorization: Bearer')
    expect(answer.text).not.toContain(API_KEY.slice(0, 12))
  })
})
