import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SteppedClock } from '../../../src/base/clock.ts'
import { Secret } from '../../../src/config/secrets.ts'
import { createEntsoe } from '../../../src/prices/sources/entsoe/client.ts'
import { acknowledged, DAY, NO_DATA, priced, reason, rising } from './entsoe-documents.ts'
import { BAD_PRICES, GOOD_PRICES } from './entsoe-prices.ts'
import { day, failed, NOT_YET, outcomeOf, type Outcome, refused } from './outcome.ts'
import { openStranger, says, type Stranger } from './server.ts'
import { type Case, transportCases } from './transport-cases.ts'

const TOKEN = 'stranger-token-2f8c1d70'
const clock = new SteppedClock(new Date('2026-02-09T12:00:00Z'))

const ANSWERED: readonly Case[] = [
  ...[200, 400, 404, 503].map((status): Case => [
    `that there is no data, with ${String(status)}`,
    says(status, acknowledged(reason(NO_DATA))),
    NOT_YET,
  ]),
  [
    'that there is no data, in small letters',
    says(200, acknowledged(reason(NO_DATA.toLowerCase()))),
    NOT_YET,
  ],
  ['that there is no data, in another version', says(200, acknowledged(reason(NO_DATA), '8:1')), NOT_YET],
  [
    'that there is no data, as its second reason',
    says(400, acknowledged(reason('See below', 'A01') + reason(NO_DATA))),
    NOT_YET,
  ],
  [
    'that there is no data, with prefixes',
    says(
      200,
      acknowledged(reason(NO_DATA))
        .replaceAll(/<(\/?)(?=[A-Za-z])/g, '<$1ns:')
        .replace('xmlns=', 'xmlns:ns='),
    ),
    NOT_YET,
  ],
  ...[
    'The number of instances (400) exceeds the allowed maximum (200)',
    'The amount of requested data exceeds allowed limit',
    'Input parameter does not exist: curveType',
    '',
  ].flatMap((text) =>
    [200, 400].map((status): Case => [
      `"${text}" with ${String(status)}`,
      says(status, acknowledged(reason(text))),
      failed('refused'),
    ]),
  ),
  ['without a reason', says(200, acknowledged('')), refused('unreadable')],
  ['401 and a reason', says(401, acknowledged(reason('Unauthorized'))), failed('token-refused')],
  ['403 and a page', says(403, '<h1>Forbidden</h1>'), failed('token-refused')],
  ['500 and a reason', says(500, acknowledged(reason('Unexpected error'))), failed('unavailable')],
  ['429 and a sentence', says(429, 'Max allowed requests per minute'), failed('rate-limited', 600)],
  [
    '429 and a time that is over',
    says(429, '', { 'retry-after': 'Mon, 01 Jan 2024 00:00:00 GMT' }),
    failed('rate-limited', 600),
  ],
  ['429 and a time that is none', says(429, '', { 'retry-after': 'soon' }), failed('rate-limited', 600)],
  ['404 and a page', says(404, '<h1>Not Found</h1>'), failed('refused')],
  ['another document', says(200, '<GL_MarketDocument></GL_MarketDocument>'), refused('unreadable')],
  ['JSON', says(200, '{"prices":[1,2,3]}'), refused('unreadable')],
]

const ALL: readonly Case[] = [
  ...transportCases(priced(rising(96)), day('96/96', 1, 96)),
  ...ANSWERED,
  ...[...GOOD_PRICES, ...BAD_PRICES].map(([name, xml, outcome]): Case => [name, says(200, xml), outcome]),
]

describe('a stranger that says it is ENTSO-E', () => {
  let stranger: Stranger | undefined
  beforeAll(async () => {
    stranger = await openStranger(new Map(ALL.map(([name, reply]) => [name, reply])))
  })
  afterAll(() => stranger?.close())

  const ask = (name: string, baseUrl = stranger?.addressOf(name)): Promise<Outcome> => {
    const source = createEntsoe({ securityToken: new Secret(TOKEN), clock, baseUrl, timeoutMs: 1500 })
    return outcomeOf(source, 'NO2', DAY)
  }

  test.each(ALL)('answers %s', async (name, _reply, outcome) => {
    expect(await ask(name)).toEqual(outcome)
  })

  test('is not followed anywhere else', () => {
    expect(stranger?.strayed).toEqual([])
  })

  test('has as many answers as it says, and no name twice', () => {
    expect(ALL.length).toBeGreaterThanOrEqual(95)
    expect(new Set(ALL.map(([name]) => name)).size).toBe(ALL.length)
  })

  test('is gone', async () => {
    expect(await ask('', 'http://127.0.0.1:9/')).toEqual(failed('unreachable'))
  })
})
