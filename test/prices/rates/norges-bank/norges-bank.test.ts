import { readFileSync } from 'node:fs'
import nock from 'nock'
import { describe, expect, test } from 'vitest'
import { PriceSourceError } from '../../../../src/prices/port.ts'
import { createNorgesBank } from '../../../../src/prices/rates/norges-bank/client.ts'
import type { Currency } from '../../../../src/prices/zones.ts'
import { useNoNetwork } from '../../sources/support.ts'

const HOST = 'https://rates.example'
const bank = createNorgesBank({ baseUrl: HOST })
const impatient = createNorgesBank({ baseUrl: HOST, timeoutMs: 100 })

useNoNetwork()

function fixture(name: string): string {
  return readFileSync(`test/prices/rates/norges-bank/fixtures/${name}.json`, 'utf8')
}

function serve(series: string) {
  return nock(HOST).get(`/api/data/EXR/B.${series}.NOK.SP`).query({
    format: 'sdmx-json',
    lastNObservations: '1',
    locale: 'en',
  })
}

async function failure(currency: Currency = 'NOK', from = bank): Promise<PriceSourceError> {
  const thrown = await from.fetchRate(currency).catch((error: unknown) => error)
  if (thrown instanceof PriceSourceError) return thrown
  throw new Error('No PriceSourceError was thrown')
}

describe('the rate of exchange', () => {
  test('of the krone is what one euro costs', async () => {
    serve('EUR').reply(200, fixture('EUR'))
    expect(await bank.fetchRate('NOK')).toEqual({
      currency: 'NOK',
      day: '2024-12-11',
      rate: 11.7185,
      source: 'norges-bank',
    })
  })

  test('of another currency goes by way of the krone, for one unit of it, and is as old as the older of the two', async () => {
    serve('EUR+SEK').reply(200, fixture('EUR+SEK'))
    const rate = await bank.fetchRate('SEK')
    expect(rate).toMatchObject({ currency: 'SEK', day: '2024-12-10' })
    expect(rate.rate).toBeCloseTo(11.7185 / 1.0175, 9)
  })
})

describe('a fault of the bank', () => {
  test.each([
    [503, 'price-source-unavailable'],
    [404, 'price-source-unavailable'],
  ])('answers %i', async (status, code) => {
    serve('EUR').reply(status, '')
    expect(await failure()).toMatchObject({ code, temporary: true })
  })

  test.each([
    ['a page of HTML', '<html></html>', 'the whole'],
    ['half an answer', fixture('EUR').slice(0, 300), 'the whole'],
    ['another form', '{"data":{"dataSets":[]}}', 'data.dataSets'],
    ['a rate in words', fixture('EUR').replace('11.7185', 'high'), 'data.dataSets.0.series'],
    ['another currency', fixture('EUR').replaceAll('"EUR"', '"USD"'), 'lacks the rate'],
    ['no multiplier', fixture('EUR').replace('UNIT_MULT', 'UNIT_MULTIPLE'), 'lacks the rate'],
    ['a day that is none', fixture('EUR').replaceAll('2024-12-11', '2024-W50'), 'lacks the rate'],
  ])('is %s', async (_, body, told) => {
    serve('EUR').reply(200, body)
    const error = await failure()
    expect(error.code).toBe('price-answer-unreadable')
    expect(error.message).toContain(told)
  })

  test.each(['0.117', '1171.85', '-11.7'])('is the rate %s', async (rate) => {
    serve('EUR').reply(200, fixture('EUR').replace('11.7185', rate))
    expect(await failure()).toMatchObject({ code: 'prices-not-credible', temporary: true })
  })

  test('is a lost connection', async () => {
    serve('EUR').replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
    expect(await failure()).toMatchObject({ code: 'price-source-unreachable' })
  })

  test('is an answer that does not come', async () => {
    serve('EUR').delay(2_000).reply(200, fixture('EUR'))
    expect(await failure('NOK', impatient)).toMatchObject({ code: 'price-source-timeout' })
  })
})
