import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import nock from 'nock'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../../../src/config/secrets.ts'
import { createRetailerFeed } from '../../../../src/prices/sources/retailer-feed/client.ts'
import { failureOf, published, useNoNetwork } from '../support.ts'

const HOST = 'https://feed.example'
const PATH = '/v1/prices/NO4/2026-01-22'
const TOKEN = 'canary-feed-token'

function feed(timeoutMs?: number) {
  return createRetailerFeed({ baseUrl: HOST, token: new Secret(TOKEN), zones: ['NO4', 'FI'], timeoutMs })
}

/** A day in NOK/kWh: 0.50 to 0.73. */
function body(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    zone: 'NO4',
    day: '2026-01-22',
    currency: 'NOK',
    unit: 'kWh',
    stepMinutes: 60,
    publishedAt: '2026-01-21T12:47:00Z',
    quality: 'final',
    prices: Array.from({ length: 24 }, (_, hour) => 0.5 + hour / 100),
    rate: 11.5,
    ...changes,
  }
}

const asked = () => nock(HOST, { reqheaders: { authorization: `Bearer ${TOKEN}` } }).get(PATH)
const ask = (source = feed()) => source.fetchDay('NO4', '2026-01-22')

useNoNetwork()

describe('a delivery day', () => {
  test('in the zone’s currency has that column, and the rate for others', async () => {
    asked().reply(200, body())
    const day = published(await ask())
    expect(day).toMatchObject({ source: 'retailer-feed', quality: 'final', eurPerMwh: null, rate: 11.5 })
    expect(day.perKwh?.slice(0, 2)).toEqual([0.5, 0.51])
  })

  test('in euro per MWh has that column', async () => {
    const prices = Array.from({ length: 24 }, (_, hour) => 40.1 + hour)
    asked().reply(200, body({ currency: 'EUR', unit: 'MWh', prices, rate: null }))
    const day = published(await ask())
    expect(day).toMatchObject({ perKwh: null, rate: null })
    expect(day.eurPerMwh?.[0]).toBe(40.1)
  })

  test('in euro where households pay in euro has both', async () => {
    nock(HOST)
      .get('/v1/prices/FI/2026-01-22')
      .reply(200, body({ zone: 'FI', currency: 'EUR', rate: null }))
    const day = published(await feed().fetchDay('FI', '2026-01-22'))
    expect([day.perKwh?.[0], day.eurPerMwh?.[0], day.rate]).toEqual([0.5, 500, 1])
  })

  test('says itself that it may change', async () => {
    asked().reply(200, body({ quality: 'preliminary' }))
    expect(await ask()).toMatchObject({ quality: 'preliminary' })
  })

  test('is partial where prices are null', async () => {
    asked().reply(200, body({ prices: [...new Array<number>(23).fill(0.5), null] }))
    expect(published(await ask()).perKwh?.at(-1)).toBeNull()
  })

  test('is not published at 404', async () => {
    asked().reply(404, '')
    expect(await ask()).toBe('not-published')
  })
})

describe('a tag', () => {
  test('is sent with the next request, and an unchanged day is the one kept', async () => {
    const source = feed()
    asked().reply(200, body(), { etag: '"a"' })
    const first = await ask(source)
    asked().matchHeader('if-none-match', '"a"').reply(304)
    expect(await ask(source)).toEqual(first)
  })

  test('is replaced when the day changes', async () => {
    const source = feed()
    asked().reply(200, body({ quality: 'preliminary' }), { etag: '"a"' })
    await ask(source)
    asked().matchHeader('if-none-match', '"a"').reply(200, body(), { etag: '"b"' })
    expect(await ask(source)).toMatchObject({ quality: 'final' })
    asked().matchHeader('if-none-match', '"b"').reply(304)
    expect(await ask(source)).toMatchObject({ quality: 'final' })
  })

  test('of a day that was refused is never sent', async () => {
    const source = feed()
    asked().reply(200, body({ prices: new Array(24).fill(0) }), { etag: '"zeros"' })
    expect((await failureOf(() => ask(source))).code).toBe('prices-not-credible')
    nock(HOST, { badheaders: ['if-none-match'] })
      .get(PATH)
      .reply(200, body())
    expect(await ask(source)).toMatchObject({ day: '2026-01-22' })
  })

  test('that was not sent cannot be unchanged', async () => {
    asked().reply(304)
    expect(await failureOf(() => ask())).toMatchObject({ code: 'price-answer-unreadable', status: 304 })
  })
})

describe('an answer is refused', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['for another zone', { zone: 'NO3' }, 'the answer is for NO3'],
    ['B14: for another day', { day: '2026-01-21' }, 'the answer is for NO4, delivery day 2026-01-21'],
    ['in the currency of another country', { currency: 'SEK' }, 'in SEK, expected NOK or EUR'],
    ['B5: of too few prices', { prices: [0.5] }, '1 slots, expected 24 slots of 60 minutes'],
    ['B10: of zeros', { prices: new Array(24).fill(0) }, 'is exactly 0 NOK/kWh'],
    ['B17: a thousand times too high', { prices: new Array(24).fill(500) }, 'expected -5.75 to 46'],
    ['B16: with a rate that is none', { rate: 1 }, 'the rate is 1 NOK for one euro, expected 8 to 14'],
  ])('%s', async (_, changes, fault) => {
    asked().reply(200, body(changes))
    const error = await failureOf(() => ask())
    expect(error).toMatchObject({ code: 'prices-not-credible', temporary: true })
    expect(error.message).toContain(fault)
  })

  test.each<[string, unknown, string]>([
    ['with a field that is not known', body({ vat: 0.25 }), 'vat'],
    ['without a field', { ...body(), rate: undefined }, 'rate'],
    ['with a price in words', body({ prices: ['0.5'] }), 'prices.0'],
    ['with a step of 45 minutes', body({ stepMinutes: 45 }), 'stepMinutes'],
    ['with a time without an offset', body({ publishedAt: '2026-01-21T12:47:00' }), 'publishedAt'],
    ['with a thousand prices', body({ prices: new Array(1000).fill(1) }), 'prices'],
    ['that is a list', [], 'the whole'],
    ['that is HTML', '<html></html>', 'the whole'],
  ])('%s', async (_, answer, place) => {
    asked().reply(200, JSON.stringify(answer))
    const error = await failureOf(() => ask())
    expect(error).toMatchObject({ code: 'price-answer-unreadable', temporary: true })
    expect(error.message).toContain(place)
  })

  test.each([401, 403])('with %i wants a new token', async (status) => {
    asked().reply(status, '')
    expect(await failureOf(() => ask())).toMatchObject({
      code: 'price-source-token-refused',
      temporary: false,
    })
  })

  test('that redirects is not followed with the token', async () => {
    asked().reply(302, '', { location: 'https://elsewhere.example/' })
    expect(await failureOf(() => ask())).toMatchObject({ code: 'price-source-refused', status: 302 })
  })
})

test('the token is in no error', async () => {
  asked().replyWithError(Object.assign(new Error(TOKEN), { code: 'ECONNRESET' }))
  const error = await failureOf(() => ask())
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(TOKEN)
})

test('the example of the reference page is a day that is taken', async () => {
  const page = readFileSync('docs/reference/retailer-feed.md', 'utf8')
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? []
  asked().reply(200, example)
  expect(published(await ask()).perKwh).toHaveLength(24)
})
