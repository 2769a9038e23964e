import { inspect } from 'node:util'
import nock from 'nock'
import { describe, expect, test } from 'vitest'
import { SteppedClock } from '../../../../src/base/clock.ts'
import { LEASE_SECONDS } from '../../../../src/database/claim-due.ts'
import { Secret } from '../../../../src/config/secrets.ts'
import type { PriceSource } from '../../../../src/prices/port.ts'
import {
  createEntsoe,
  LONGEST_WAIT_MS,
  type EntsoeOptions,
} from '../../../../src/prices/sources/entsoe/client.ts'
import { failureOf, useNoNetwork } from '../support.ts'
import { acknowledgement, counted, DAY, publication, series } from './xml.ts'

const HOST = 'https://entsoe.example'
const OTHER = 'https://other.example'
const TOKEN = '2f8c1d70-canary-token'
const WHOLE = publication(series({ points: counted(24) }))

function entsoe(changes: Partial<EntsoeOptions> = {}): PriceSource {
  const clock = new SteppedClock(new Date('2025-06-09T11:00:00Z'))
  return createEntsoe({ securityToken: new Secret(TOKEN), clock, baseUrl: HOST, ...changes })
}

function answering(status: number, body: string, headers = {}, host = HOST): nock.Scope {
  return nock(host).get('/api').query(true).reply(status, body, headers)
}

const ask = (source = entsoe()) => source.fetchDay('DE-LU', DAY)

useNoNetwork()

describe('the question', () => {
  test.each([
    ['2025-06-10', '202506092200', '202506102200'],
    ['2025-01-10', '202501092300', '202501102300'],
    ['2025-03-30', '202503292300', '202503302200'],
    ['2025-10-26', '202510252200', '202510262300'],
  ])(
    'B22: asks for %s from local midnight to local midnight, in UTC',
    async (day, periodStart, periodEnd) => {
      const query = {
        documentType: 'A44',
        in_Domain: '10Y1001A1001A48H',
        out_Domain: '10Y1001A1001A48H',
        'contract_MarketAgreement.type': 'A01',
        periodStart,
        periodEnd,
        securityToken: TOKEN,
      }
      nock(HOST).get('/api').query(query).reply(200, acknowledgement('No matching data found for Data item'))
      expect(await entsoe().fetchDay('NO5', day)).toBe('not-published')
    },
  )

  test('is not asked for a day that is none', async () => {
    await expect(entsoe().fetchDay('NO5', '2025-02-30')).rejects.toThrow()
  })
})

describe('an answer', () => {
  test('with a day of prices is that day', async () => {
    answering(200, WHOLE)
    expect(await ask()).toMatchObject({ source: 'entsoe', zone: 'DE-LU', day: DAY, stepMinutes: 60 })
  })

  test.each([200, 400])(
    'that acknowledges with %i that there is no data means not published',
    async (status) => {
      answering(status, acknowledgement('No matching data found for Data item Day-ahead Prices [12.1.D]'))
      expect(await ask()).toBe('not-published')
    },
  )

  test.each([
    [200, 'Input parameter does not exist: curveType'],
    [400, 'The number of instances (400) exceeds the allowed maximum (200)'],
    [400, 'amount of requested data exceeds allowed limit'],
  ])(
    'B20: with %i and the reason "%s" is a refusal that may pass, never an empty day',
    async (status, text) => {
      answering(status, acknowledgement(text))
      const error = await failureOf(() => ask())
      expect(error).toMatchObject({ code: 'price-source-refused', temporary: true, status })
      expect(error.message).toContain(`999 ${text}`)
      expect(error.message).toContain('DE-LU, delivery day 2025-06-10, from entsoe')
    },
  )

  test('with a long reason repeats a line of it', async () => {
    answering(400, acknowledgement(`first\nsecond ${'x'.repeat(5000)}`))
    const { message } = await failureOf(() => ask())
    expect(message).toContain('999 first second xxx')
    expect(message.length).toBeLessThan(450)
  })

  test.each<[string, string]>([
    ['HTML', '<!doctype html><title>Maintenance</title>'],
    ['nothing', ''],
    ['half a document', WHOLE.slice(0, WHOLE.length / 2)],
    ['a document without its last bracket', WHOLE.slice(0, -1)],
    ['two documents', WHOLE + WHOLE.slice(WHOLE.indexOf('<Pub'))],
    ['elements that cross', '<Publication_MarketDocument><a><b></a></b></Publication_MarketDocument>'],
    ['a document that declares entities', `<!DOCTYPE x [<!ENTITY a "b">]>${WHOLE}`],
    ['another document', '<GL_MarketDocument></GL_MarketDocument>'],
    ['JSON', '{"prices":[]}'],
    [
      'made to harm objects',
      '<__proto__><Publication_MarketDocument></Publication_MarketDocument></__proto__>',
    ],
    ['of a million opening brackets', '<'.repeat(1_000_000)],
    ['one tag of a million letters', `<${'a'.repeat(1_000_000)}`],
    ['one tag of a million spaces', `<a${' '.repeat(1_000_000)}`],
    ['of comments that never end', '<!--'.repeat(250_000)],
    ['of declarations that never end', '<?'.repeat(500_000)],
    ['text after the document', `${WHOLE}more`],
    ['elements in elements', '<a>'.repeat(50_000) + '</a>'.repeat(50_000)],
  ])('that is %s is unreadable', async (_, body) => {
    answering(200, body)
    expect(await failureOf(() => ask())).toMatchObject({ code: 'price-answer-unreadable', temporary: true })
  })

  test.each<[string, string, string]>([
    ['a price in words', WHOLE.replace('>105<', '>n/a<'), 'Point.5.price.amount'],
    ['a price with a decimal comma', WHOLE.replace('>105<', '>105,5<'), 'Point.5.price.amount'],
    ['a price that is not finite', WHOLE.replace('>105<', '>1e999<'), 'Point.5.price.amount'],
    ['a time that is none', WHOLE.replace('2025-06-09T22:00Z', '2025-06-39T22:00Z'), 'timeInterval.start'],
    ['a local time', WHOLE.replace('2025-06-09T22:00Z', '2025-06-10T00:00+02:00'), 'timeInterval.start'],
  ])('with %s names the place', async (_, body, place) => {
    answering(200, body)
    const error = await failureOf(() => ask())
    expect(error.code).toBe('price-answer-unreadable')
    expect(error.message).toContain(place)
  })

  test('larger than any day is cut off', async () => {
    answering(200, WHOLE + ' '.repeat(1_100_000))
    expect(await failureOf(() => ask())).toMatchObject({ code: 'price-answer-unreadable' })
  })
})

describe('a platform in trouble', () => {
  test.each([401, 403])('that answers %i wants a new token', async (status) => {
    answering(status, '<h1>Unauthorized</h1>')
    const error = await failureOf(() => ask())
    expect(error).toMatchObject({ code: 'price-source-token-refused', temporary: false, status })
    expect(error.message).toContain('Renew the token of entsoe')
  })

  test.each([
    ['for ten minutes if it does not say', {}, 600],
    ['for as long as it says', { 'retry-after': '30' }, 30],
  ])('that answers 429 is left alone %s', async (_, headers, retryAfterSeconds) => {
    answering(429, 'Max allowed requests per minute from each unique IP is max up to 400 only', headers)
    const error = await failureOf(() => ask())
    expect(error).toMatchObject({ code: 'price-source-rate-limited', temporary: true, retryAfterSeconds })
  })

  test.each([500, 503])('B19: that answers %i is unavailable, not without prices', async (status) => {
    answering(status, acknowledgement('Scheduled maintenance is currently underway'))
    expect(await failureOf(() => ask())).toMatchObject({
      code: 'price-source-unavailable',
      temporary: true,
      status,
    })
  })

  test('B19: is asked at its other address', async () => {
    answering(503, 'Scheduled maintenance is currently underway')
    answering(200, WHOLE, {}, OTHER)
    expect(await ask(entsoe({ fallbackBaseUrl: OTHER }))).toMatchObject({ day: DAY })
  })

  test('that refuses the question is not asked again elsewhere', async () => {
    answering(401, '')
    const error = await failureOf(() => ask(entsoe({ fallbackBaseUrl: OTHER })))
    expect(error.code).toBe('price-source-token-refused')
  })

  test('that says nothing is given up on in time', async () => {
    nock(HOST).get('/api').query(true).delay(5000).reply(200, WHOLE)
    expect(await failureOf(() => ask(entsoe({ timeoutMs: 150 })))).toMatchObject({
      code: 'price-source-timeout',
      temporary: true,
    })
  })
})

test('two silent hosts are given up on together, before the zone they are asked for is anybody else’s', async () => {
  nock(HOST).get('/api').query(true).delay(5000).reply(200, WHOLE)
  nock(OTHER).get('/api').query(true).delay(5000).reply(200, WHOLE)
  const error = await failureOf(() => ask(entsoe({ timeoutMs: 300, fallbackBaseUrl: OTHER })))
  expect(error.code).toBe('price-source-timeout')
  expect(LONGEST_WAIT_MS).toBeLessThan(LEASE_SECONDS * 1000)
})

test('no request is sent once 400 in a minute are used up, until the budget is back', async () => {
  const clock = new SteppedClock(new Date('2025-06-09T11:00:00Z'))
  const source = entsoe({ clock })
  nock(HOST).get('/api').query(true).times(101).reply(200, acknowledgement('No matching data found'))
  for (let asked = 0; asked < 100; asked++) expect(await ask(source)).toBe('not-published')
  const error = await failureOf(() => ask(source))
  expect(error).toMatchObject({ code: 'price-source-rate-limited', temporary: true, retryAfterSeconds: 1 })
  clock.stepTo(new Date(clock.now().getTime() + 1000))
  expect(await ask(source)).toBe('not-published')
})

describe('the token', () => {
  test.each<[string, () => void]>([
    ['repeated in a reason', () => answering(400, acknowledgement(`Bad request securityToken=${TOKEN}`))],
    ['refused', () => answering(401, TOKEN)],
    ['in front of a page', () => answering(200, `<html>${TOKEN}</html>`)],
    [
      'on a broken connection',
      () =>
        nock(HOST)
          .get('/api')
          .query(true)
          .replyWithError(Object.assign(new Error(TOKEN), { code: 'ECONNRESET' })),
    ],
    ['never answered', () => nock(HOST).get('/api').query(true).delay(5000).reply(200, '')],
  ])('is in no error when it is %s', async (_, prepare) => {
    prepare()
    const error = await failureOf(() => ask(entsoe({ timeoutMs: 1000 })))
    const shown = [inspect(error, { depth: 10, showHidden: true }), JSON.stringify(error), error.stack]
    expect(shown.join('\n')).not.toContain(TOKEN)
    expect(shown.join('\n')).not.toMatch(/securityToken=\w|entsoe\.example|Axios/)
    expect(error.cause).toBeUndefined()
  })
})
