import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { MARKET_TIME_ZONE, localDay } from '../../../../src/base/local-time.ts'
import type { PriceDocument } from '../../../../src/prices/port.ts'
import { mapDay } from '../../../../src/prices/sources/hvakosterstrommen/map.ts'
import { dayAnswerSchema } from '../../../../src/prices/sources/hvakosterstrommen/wire.ts'
import { csvRows, failureOf, summary } from '../support.ts'
import { type AnswerRow, countedAnswer, shippedAnswer } from './answers.ts'

const FIXTURES = 'test/prices/sources/hvakosterstrommen/fixtures'

function mapped(rows: readonly unknown[], day = '2024-12-12'): PriceDocument {
  return mapDay(dayAnswerSchema.parse(rows), { source: 'hvakosterstrommen', zone: 'NO2', day })
}

async function refusal(rows: readonly unknown[], day?: string): Promise<string> {
  const error = await failureOf(() => mapped(rows, day))
  expect(error).toMatchObject({ code: 'prices-not-credible', temporary: true })
  return error.message
}

const rows = (): AnswerRow[] => shippedAnswer('NO2', '2024-12-12')
const changed = (at: number, change: Partial<AnswerRow>): AnswerRow[] =>
  rows().map((row, index) => (index === at ? { ...row, ...change } : row))

describe('a delivery day', () => {
  test('has kroner, euro and the rate between them', () => {
    const day = mapped(rows())
    expect(day).toMatchObject({ source: 'hvakosterstrommen', zone: 'NO2', stepMinutes: 60, rate: 11.7 })
    expect(day.perKwh).toHaveLength(24)
    expect([day.perKwh?.[17], day.eurPerMwh?.[17]]).toEqual([10.52665, 899.71])
  })

  test('is the same in whatever order the rows come', () => {
    expect(mapped(rows().reverse())).toEqual(mapped(rows()))
  })

  test.each([
    ['2025-03-30', 60, 23],
    ['2025-10-26', 60, 25],
    ['2025-10-25', 60, 24],
    ['2025-03-30', 15, 92],
    ['2025-10-26', 15, 100],
    ['2025-10-25', 15, 96],
  ])('%s in steps of %i minutes has %i slots in order', (day, minutes, count) => {
    const { perKwh, stepMinutes } = mapped(countedAnswer(day, minutes), day)
    expect(stepMinutes).toBe(minutes)
    expect(perKwh).toEqual(Array.from({ length: count }, (_, index) => 1 + index / 1000))
  })

  // Worked out with another program from the same rows.
  test.each([
    ['2022-10-30', { slots: '25/25', least: 0.98033, most: 1.69375, mean: 1.1687 }],
    ['2024-03-31', { slots: '23/23', least: 0.46812, most: 0.6853, mean: 0.6238 }],
    ['2024-12-12', { slots: '24/24', least: 0.91306, most: 6.24421, mean: 2.8192 }],
    ['2025-10-01', { slots: '24/24', least: 0.5082, most: 0.79968, mean: 0.6532 }],
    ['2025-10-26', { slots: '25/25', least: 0.02312, most: 0.608, mean: 0.2632 }],
    ['2026-03-29', { slots: '23/23', least: 0.74583, most: 1.26273, mean: 1.0352 }],
  ])('%s as it was served in NO1 is read whole', (day, expected) => {
    const served = csvRows(`${FIXTURES}/NO1.csv`)
      .map(([start = '', price]) => ({ NOK_per_kWh: Number(price), time_start: start.replace('Z', ':00Z') }))
      .filter((row) => localDay(new Date(row.time_start), MARKET_TIME_ZONE) === day)
    const document = mapped(served, day)
    expect(summary(document.perKwh, document.stepMinutes)).toEqual({ step: 60, ...expected })
    expect(document).toMatchObject({ eurPerMwh: null, rate: null })
  })

  test('is partial, not wrong, where rows are missing', () => {
    const { perKwh, eurPerMwh } = mapped([...rows().slice(0, 7), ...rows().slice(8, 20)])
    expect(perKwh?.map((price, slot) => (price === null ? slot : -1)).filter((slot) => slot >= 0)).toEqual([
      7, 20, 21, 22, 23,
    ])
    expect(eurPerMwh?.[7]).toBeNull()
  })

  test('is partial where a row has no price', () => {
    const priceless = rows().map((row, slot) =>
      slot === 3 ? { ...row, NOK_per_kWh: null, EUR_per_kWh: null } : row,
    )
    expect(mapped(priceless).perKwh?.slice(2, 5)).toEqual([1.24128, null, 1.26988])
  })
})

describe('bad data', () => {
  test('B2: a day whose doubled hour was dropped is refused', async () => {
    const dropped = countedAnswer('2025-10-26', 60).toSpliced(3, 1)
    expect(await refusal(dropped, '2025-10-26')).toContain(
      'the slot at 2025-10-26T01:00:00.000Z is missing on a day of 25 hours, expected every one, since the others may be labelled wrongly',
    )
  })

  test('B3: 2024-10-27, labelled an hour late from the change of clocks on, is refused', () => {
    const asServed = dayAnswerSchema.parse(
      JSON.parse(readFileSync(`${FIXTURES}/2024-10-27_NO1_mislabelled.json`, 'utf8')),
    )
    const act = (): PriceDocument =>
      mapDay(asServed, { source: 'hvakosterstrommen', zone: 'NO1', day: '2024-10-27' })
    expect(act).toThrow('the slot at 2024-10-27T23:00:00.000Z with 0.19408 NOK/kWh belongs to 2024-10-28')
  })

  test('B3: the day after, which has the last row of the wrong day in front, is refused with both prices', async () => {
    const message = await refusal([...rows(), ...changed(5, { NOK_per_kWh: 9 }).slice(5, 6)])
    expect(message).toBe(
      'Day-ahead prices for NO2, delivery day 2024-12-12, from hvakosterstrommen: the slot at 2024-12-12T04:00:00.000Z ' +
        'comes twice, with 1.24867 NOK/kWh and 9 NOK/kWh (25 rows), expected every slot once. Not imported. Ask again later or use another source.',
    )
  })

  test('B6: a first row with the offset of the summer before is refused', async () => {
    const winter = countedAnswer('2024-10-28', 60)
    const wrong = winter.map((row, slot) =>
      slot === 0 ? { ...row, time_start: '2024-10-28T00:00:00+02:00' } : row,
    )
    expect(await refusal(wrong, '2024-10-28')).toContain('2024-10-27T22:00:00.000Z')
  })

  test.each([
    ['a copy of another day', shippedAnswer('NO2', '2024-12-13'), 'belongs to 2024-12-13'],
    ['empty', [], '0 rows'],
    ['a single row', rows().slice(0, 1), '1 rows'],
    ['of slots of 30 minutes', countedAnswer('2024-12-12', 30), '30 minutes apart'],
    ['off the grid', changed(9, { time_start: '2024-12-12T09:05:00+01:00' }), 'minutes apart'],
  ])('B14: a day that is %s is refused', async (_, wrong, fault) => {
    expect(await refusal(wrong)).toContain(fault)
  })

  test('B14: rows half a slot off the hour are refused', async () => {
    const late = rows().map((row) => ({ ...row, time_start: row.time_start.replace(':00:00', ':30:00') }))
    expect(await refusal(late)).toContain('is off the grid of 60 minutes')
  })

  test('B16: euro labelled as kroner are refused', async () => {
    const euro = rows().map((row) => ({ ...row, NOK_per_kWh: row.EUR_per_kWh }))
    expect(await refusal(euro)).toContain(
      '0.118 NOK/kWh and 118 EUR/MWh at 2024-12-11T23:00:00.000Z make a rate of 1.000, expected 11.7 as stated',
    )
  })

  test('B17: øre labelled as kroner are refused', async () => {
    const ore = rows().map((row) => ({ ...row, NOK_per_kWh: Math.round(row.NOK_per_kWh * 1e5) / 1e3 }))
    expect(await refusal(ore)).toContain(
      '138.062 NOK/kWh at 2024-12-11T23:00:00.000Z, expected -5.85 to 46.8',
    )
    const oreOnly = ore.map(({ NOK_per_kWh, time_start }) => ({ NOK_per_kWh, time_start }))
    expect(await refusal(oreOnly)).toContain('expected -7 to 56')
  })

  test('B18: kroner with VAT beside euro without it are refused', async () => {
    const withVat = rows().map((row) => ({ ...row, NOK_per_kWh: row.NOK_per_kWh * 1.25 }))
    expect(await refusal(withVat)).toContain('make a rate of 14.63, expected 11.7 as stated')
  })

  test('B21: rows that begin a second late are on the hour they mean', () => {
    const late = rows().map((row) => ({ ...row, time_start: row.time_start.replace(':00:00', ':00:01') }))
    expect(mapped(late)).toEqual(mapped(rows()))
  })

  test('B25: zeros and negative prices are prices', () => {
    const cheap = rows().map((row, slot) => ({
      ...row,
      NOK_per_kWh: slot === 4 ? -0.02 : 0,
      EUR_per_kWh: null,
    }))
    expect(mapped(cheap).perKwh?.slice(3, 6)).toEqual([0, -0.02, 0])
  })
})
