import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createElprisetjustnu } from '../../../src/prices/sources/elprisetjustnu/client.ts'
import { createHvakosterstrommen } from '../../../src/prices/sources/hvakosterstrommen/client.ts'
import { day, failed, NOT_YET, outcomeOf, type Outcome, refused } from './outcome.ts'
import { type Row, rows, changed } from './rows.ts'
import { openStranger, says, type Stranger } from './server.ts'
import { type Case, transportCases } from './transport-cases.ts'

const DAY = '2026-02-10'

interface Site {
  readonly name: string
  readonly zone: 'NO2' | 'SE4'
  readonly currency: string
  readonly create: typeof createHvakosterstrommen
}

const SITES: readonly Site[] = [
  { name: 'hvakosterstrommen.no', zone: 'NO2', currency: 'NOK', create: createHvakosterstrommen },
  { name: 'elprisetjustnu.se', zone: 'SE4', currency: 'SEK', create: createElprisetjustnu },
]

function contents(currency: string): readonly (readonly [string, string, Outcome])[] {
  const [price, whole] = [`${currency}_per_kWh`, rows(currency)]
  const all = (changes: (row: Row) => Row): string =>
    JSON.stringify(whole.map((row) => ({ ...row, ...changes(row) })))
  const at = (index: number) => whole[index] ?? {}
  return [
    ['24 hours', JSON.stringify(whole), day('24/24', 10, 240)],
    ['96 quarters', JSON.stringify(rows(currency, { count: 96, minutes: 15 })), day('96/96', 10, 960)],
    ['rows in another order', JSON.stringify(whole.toReversed()), day('24/24', 10, 240)],
    ['a price of null', changed(whole, 5, { [price]: null, EUR_per_kWh: null }), day('23/24', 10, 240)],
    ['a row left out', changed(whole, 5, null), day('23/24', 10, 240)],
    ['wrong ends', all(() => ({ time_end: '2026-02-10T03:00:00+01:00' })), day('24/24', 10, 240)],
    [
      'starts in UTC',
      all((row) => ({ time_start: new Date(String(row['time_start'])).toISOString() })),
      day('24/24', 10, 240),
    ],
    ['fields nobody knows', all(() => ({ x: 1 })), day('24/24', 10, 240)],
    [
      'euro left out',
      all(() => ({ EUR_per_kWh: undefined, EXR: undefined })),
      { ...day('24/24', 0.115, 2.76) },
    ],
    ['no rows', '[]', refused('wrong-length')],
    ['one row', JSON.stringify(whole.slice(0, 1)), refused('wrong-length')],
    ['half hours', JSON.stringify(rows(currency, { count: 48, minutes: 30 })), refused('wrong-step')],
    ['the day before', JSON.stringify(rows(currency, { first: '2026-02-08T23:00Z' })), refused('wrong-day')],
    [
      'a day from midnight in UTC',
      JSON.stringify(rows(currency, { first: '2026-02-10T00:00Z' })),
      refused('wrong-day'),
    ],
    [
      'a row twice with two prices',
      JSON.stringify([...whole, { ...at(4), [price]: 9 }]),
      refused('doubled-slot'),
    ],
    [
      'a row that starts at 05:20',
      changed(whole, 5, { time_start: '2026-02-10T05:20:00+01:00' }),
      refused('wrong-step'),
    ],
    [
      'euro under the name of the currency',
      all((row) => ({ [price]: row['EUR_per_kWh'] })),
      refused('unlike-rate'),
    ],
    ['hundredths', all((row) => ({ [price]: Number(row[price]) * 100 })), refused('implausible-price')],
    ['VAT in one column', all((row) => ({ [price]: Number(row[price]) * 1.25 })), refused('unlike-rate')],
    ['a rate the wrong way round', all(() => ({ EXR: 0.087 })), refused('implausible-rate')],
    ['nothing but zeros', all(() => ({ [price]: 0, EUR_per_kWh: 0 })), refused('all-zero')],
    ['prices that are null', all(() => ({ [price]: null, EUR_per_kWh: null })), refused('no-prices')],
    ['prices in quotes', all((row) => ({ [price]: String(row[price]) })), refused('unreadable')],
    [
      'starts without an offset',
      all((row) => ({ time_start: String(row['time_start']).slice(0, 19) })),
      refused('unreadable'),
    ],
    [
      'a start that does not exist',
      changed(whole, 5, { time_start: '2026-02-30T05:00:00+01:00' }),
      refused('unreadable'),
    ],
    ['an object', JSON.stringify({ prices: whole }), refused('unreadable')],
    ['prices of the sister site', JSON.stringify(rows('ISK')), refused('unreadable')],
    ['a thousand rows', JSON.stringify(rows(currency, { count: 1000 })), refused('unreadable')],
    ['NaN', `[{"${price}":NaN}]`, refused('unreadable')],
  ]
}

describe.each(SITES)('a stranger that says it is $name', ({ zone, currency, create }) => {
  const all: readonly Case[] = [
    ...transportCases(JSON.stringify(rows(currency)), day('24/24', 10, 240)),
    ['404', says(404, '<h1>404</h1>'), NOT_YET],
    ['401', says(401), failed('refused')],
    ['429 without a time', says(429), failed('rate-limited')],
    ...contents(currency).map(([name, body, outcome]): Case => [name, says(200, body), outcome]),
  ]
  let stranger: Stranger | undefined
  beforeAll(async () => {
    stranger = await openStranger(new Map(all.map(([name, reply]) => [name, reply])))
  })
  afterAll(() => stranger?.close())

  test.each(all)('answers %s', async (name, _reply, outcome) => {
    const source = create({ baseUrl: stranger?.addressOf(name), timeoutMs: 1500 })
    expect(await outcomeOf(source, zone, DAY)).toEqual(outcome)
  })

  test('is not followed anywhere else', () => {
    expect(stranger?.strayed).toEqual([])
  })
})
