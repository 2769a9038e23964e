import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../../src/config/secrets.ts'
import { createRetailerFeed } from '../../../src/prices/sources/retailer-feed/client.ts'
import { day, failed, NOT_YET, outcomeOf, type Outcome, refused } from './outcome.ts'
import { feed } from './rows.ts'
import { openStranger, says, type Stranger } from './server.ts'
import { type Case, transportCases } from './transport-cases.ts'

const DAY = '2026-02-10'
const hours = (price: number | null): readonly (number | null)[] => new Array<number | null>(24).fill(price)

const CONTENTS: readonly (readonly [string, string, Outcome])[] = [
  ['24 hours', feed(), day('24/24', 0.01, 0.24)],
  ['96 quarters', feed({ stepMinutes: 15, prices: new Array(96).fill(1) }), day('96/96', 1, 1)],
  ['48 half hours', feed({ stepMinutes: 30, prices: new Array(48).fill(1) }), day('48/48', 1, 1)],
  ['prices per MWh', feed({ unit: 'MWh', prices: hours(500) }), day('24/24', 0.5, 0.5)],
  ['euro', feed({ currency: 'EUR', prices: hours(0.05) }), day('24/24', 50, 50)],
  ['no rate', feed({ rate: null }), day('24/24', 0.01, 0.24)],
  ['a price that is missing', feed({ prices: [null, ...hours(1).slice(1)] }), day('23/24', 1, 1)],
  ['a negative day', feed({ prices: hours(-0.02) }), day('24/24', -0.02, -0.02)],
  ['another zone', feed({ zone: 'NO3' }), refused('wrong-zone')],
  ['another day', feed({ day: '2026-02-09' }), refused('wrong-day')],
  ['kronor for a Norwegian zone', feed({ currency: 'SEK' }), refused('wrong-currency')],
  ['23 prices', feed({ prices: hours(1).slice(1) }), refused('wrong-length')],
  ['25 prices', feed({ prices: [...hours(1), 1] }), refused('wrong-length')],
  ['quarters under the name of hours', feed({ prices: new Array(96).fill(1) }), refused('wrong-length')],
  ['zeros', feed({ prices: hours(0) }), refused('all-zero')],
  ['nulls', feed({ prices: hours(null) }), refused('no-prices')],
  ['øre', feed({ prices: hours(50) }), refused('implausible-price')],
  ['kroner per MWh under the name of kWh', feed({ prices: hours(500) }), refused('implausible-price')],
  ['a rate of one', feed({ rate: 1 }), refused('implausible-rate')],
  ['a rate below zero', feed({ rate: -11 }), refused('unreadable')],
  ['a step of five minutes', feed({ stepMinutes: 5 }), refused('unreadable')],
  ['a field nobody knows', feed({ vat: 0.25 }), refused('unreadable')],
  ['a zone nobody knows', feed({ zone: 'NO9' }), refused('unreadable')],
  ['a currency nobody knows', feed({ currency: 'ISK' }), refused('unreadable')],
  ['a day that does not exist', feed({ day: '2026-02-30' }), refused('unreadable')],
  ['prices in quotes', feed({ prices: new Array(24).fill('1') }), refused('unreadable')],
  ['a thousand prices', feed({ prices: new Array(1000).fill(1) }), refused('unreadable')],
  ['a list', '[1,2,3]', refused('unreadable')],
  ['null', 'null', refused('unreadable')],
]

const ALL: readonly Case[] = [
  ...transportCases(feed(), day('24/24', 0.01, 0.24)),
  ['404', says(404), NOT_YET],
  ['304 to a first question', says(304), refused('unreadable')],
  ['401', says(401), failed('token-refused')],
  ['403', says(403), failed('token-refused')],
  ['429 without a time', says(429), failed('rate-limited')],
  ...CONTENTS.map(([name, body, outcome]): Case => [name, says(200, body), outcome]),
]

describe('a stranger that says it is the retailer’s feed', () => {
  let stranger: Stranger | undefined
  beforeAll(async () => {
    stranger = await openStranger(new Map(ALL.map(([name, reply]) => [name, reply])))
  })
  afterAll(() => stranger?.close())

  test.each(ALL)('answers %s', async (name, _reply, outcome) => {
    const baseUrl = stranger?.addressOf(name) ?? ''
    const source = createRetailerFeed({ baseUrl, token: new Secret('t'), zones: ['NO2'], timeoutMs: 1500 })
    expect(await outcomeOf(source, 'NO2', DAY)).toEqual(outcome)
  })

  test('is not followed anywhere else, so that nobody else learns the token', () => {
    expect(stranger?.strayed).toEqual([])
  })
})
