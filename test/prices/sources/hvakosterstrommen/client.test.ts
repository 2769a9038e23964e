import { PassThrough } from 'node:stream'
import { inspect } from 'node:util'
import nock from 'nock'
import { describe, expect, test } from 'vitest'
import type { PriceSourceError } from '../../../../src/prices/port.ts'
import { createHvakosterstrommen } from '../../../../src/prices/sources/hvakosterstrommen/client.ts'
import { failureOf, published, useNoNetwork } from '../support.ts'
import { shippedAnswer } from './answers.ts'

const HOST = 'https://prices.example'
const PATH = '/api/v1/prices/2024/12-12_NO2.json'
const source = createHvakosterstrommen({ baseUrl: HOST })
/** For answers that never come. */
const impatient = createHvakosterstrommen({ baseUrl: HOST, timeoutMs: 150 })

useNoNetwork()

const failure = (from = source): Promise<PriceSourceError> =>
  failureOf(() => from.fetchDay('NO2', '2024-12-12'))

describe('a published day', () => {
  test.each([
    ['NO2', '2024-12-12'],
    ['NO2', '2024-12-13'],
    ['NO4', '2025-01-22'],
    ['NO4', '2025-01-23'],
  ] as const)('%s %s is fetched whole', async (zone, day) => {
    const answer = shippedAnswer(zone, day)
    const path = `/api/v1/prices/${day.slice(0, 4)}/${day.slice(5)}_${zone}.json`
    nock(HOST).get(path).reply(200, answer)
    const document = await source.fetchDay(zone, day)
    expect(document).toMatchObject({ zone, day, stepMinutes: 60, quality: 'final' })
    expect(published(document).perKwh).toEqual(answer.map((row) => row.NOK_per_kWh))
  })

  test('is read although the source adds fields', async () => {
    const answer = shippedAnswer('NO2', '2024-12-12').map((row) => ({ ...row, forecast: { a: 1 } }))
    nock(HOST).get(PATH).reply(200, answer)
    expect(await source.fetchDay('NO2', '2024-12-12')).toMatchObject({ day: '2024-12-12' })
  })
})

test('404 means not published yet, and is no error', async () => {
  nock(HOST).get(PATH).reply(404, '<html>Not found</html>')
  expect(await source.fetchDay('NO2', '2024-12-12')).toBe('not-published')
})

describe('a hostile answer', () => {
  test.each<[string, string, string]>([
    ['a page of HTML', '<!doctype html><title>Maintenance</title>', 'not a list of prices'],
    ['half a body', JSON.stringify(shippedAnswer('NO2', '2024-12-12')).slice(0, 900), 'not a list of prices'],
    ['an object', '{"prices":[]}', 'not a list of prices'],
    ['a price in words', JSON.stringify([{ NOK_per_kWh: 'high' }]), '0.NOK_per_kWh'],
    [
      'a time without an offset',
      JSON.stringify([{ NOK_per_kWh: 1, time_start: '2024-12-12T00:00:00' }]),
      '0.time_start',
    ],
    ['nothing', '', 'not a list of prices'],
    ['a thousand rows', JSON.stringify(Array.from({ length: 1000 }, () => 0)), 'not a list of prices'],
  ])('that is %s is unreadable', async (_, body, fault) => {
    nock(HOST).get(PATH).reply(200, body)
    const error = await failure()
    expect(error).toMatchObject({ code: 'price-answer-unreadable', temporary: true, status: 200 })
    expect(error.message).toContain(fault)
    expect(error.message).toContain('NO2, delivery day 2024-12-12')
  })

  test('that is huge is cut off', async () => {
    const padded = JSON.stringify(shippedAnswer('NO2', '2024-12-12')) + ' '.repeat(1_100_000)
    nock(HOST).get(PATH).reply(200, padded)
    expect(await failure()).toMatchObject({ code: 'price-answer-unreadable', temporary: true })
  })

  test('that is shorter than it says is unreadable or never ends', async () => {
    nock(HOST).get(PATH).reply(200, '[{"NOK_per', { 'content-length': '5000' })
    expect(['price-answer-unreadable', 'price-source-timeout']).toContain((await failure(impatient)).code)
  })

  test('that redirects is not followed', async () => {
    const elsewhere = nock('https://elsewhere.example').get('/').reply(200, '[]')
    nock(HOST).get(PATH).reply(302, '', { location: 'https://elsewhere.example/' })
    const error = await failure()
    expect(error).toMatchObject({ code: 'price-source-refused', temporary: false, status: 302 })
    expect(elsewhere.isDone()).toBe(false)
    nock.removeInterceptor({ hostname: 'elsewhere.example', proto: 'https', path: '/' })
  })

  test('with a wrong price is not credible', async () => {
    const answer = shippedAnswer('NO2', '2024-12-12').map((row) => ({
      ...row,
      NOK_per_kWh: row.NOK_per_kWh * 100,
    }))
    nock(HOST).get(PATH).reply(200, answer)
    expect(await failure()).toMatchObject({ code: 'prices-not-credible' })
  })
})

describe('a source in trouble', () => {
  test.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '120' }, 120],
    ['a date', { 'retry-after': 'Thu, 12 Dec 2024 12:01:30 GMT', date: 'Thu, 12 Dec 2024 12:00:00 GMT' }, 90],
    ['a date without the time of the answer', { 'retry-after': 'Thu, 12 Dec 2024 12:01:30 GMT' }, undefined],
    ['nonsense', { 'retry-after': '-5' }, undefined],
    ['nothing', {}, undefined],
  ])('that answers 429 is left alone for the time it names in %s', async (_, headers, seconds) => {
    nock(HOST).get(PATH).reply(429, '', headers)
    const error = await failure()
    expect(error).toMatchObject({ code: 'price-source-rate-limited', temporary: true, status: 429 })
    expect(error.retryAfterSeconds).toBe(seconds)
  })

  test.each([500, 503])('that answers %i is unavailable', async (status) => {
    nock(HOST).get(PATH).reply(status, 'oops')
    expect(await failure()).toMatchObject({ code: 'price-source-unavailable', temporary: true, status })
  })

  test('that answers 403 needs a person', async () => {
    nock(HOST).get(PATH).reply(403, 'no')
    expect(await failure()).toMatchObject({ code: 'price-source-refused', temporary: false, status: 403 })
  })

  test('that says nothing is given up on in time', async () => {
    nock(HOST).get(PATH).delay(5000).reply(200, [])
    expect(await failure(impatient)).toMatchObject({ code: 'price-source-timeout', temporary: true })
  })

  test('that begins to answer and never ends is given up on in time', async () => {
    const endless = new PassThrough()
    const drip = setInterval(() => endless.write(' '), 20)
    nock(HOST)
      .get(PATH)
      .reply(200, () => endless)
    expect(await failure(impatient)).toMatchObject({ code: 'price-source-timeout', temporary: true })
    clearInterval(drip)
  })

  test('that cannot be reached is unreachable', async () => {
    nock(HOST)
      .get(PATH)
      .replyWithError(Object.assign(new Error('secret-detail'), { code: 'ECONNREFUSED' }))
    const error = await failure()
    expect(error).toMatchObject({ code: 'price-source-unreachable', temporary: true })
    expect(error.message).toContain('ECONNREFUSED')
  })

  test('leaves nothing of the HTTP client in the error', async () => {
    nock(HOST)
      .get(PATH)
      .replyWithError(Object.assign(new Error('secret-detail'), { code: 'ECONNRESET' }))
    const error = await failure()
    expect(error.cause).toBeUndefined()
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/secret-detail|prices\.example|Axios/)
  })
})

test('a day that is none is not asked for', async () => {
  await expect(source.fetchDay('NO2', '2025-02-30')).rejects.toThrow()
})

test('an address with a path is asked below that path', async () => {
  nock(HOST).get(`/mirror${PATH}`).reply(404)
  const mirrored = createHvakosterstrommen({ baseUrl: `${HOST}/mirror/` })
  expect(await mirrored.fetchDay('NO2', '2024-12-12')).toBe('not-published')
})
