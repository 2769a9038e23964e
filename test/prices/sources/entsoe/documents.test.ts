import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { PriceDocument } from '../../../../src/prices/port.ts'
import { mapDay } from '../../../../src/prices/sources/entsoe/map.ts'
import { readAnswer } from '../../../../src/prices/sources/entsoe/wire.ts'
import type { BiddingZone } from '../../../../src/prices/zones.ts'
import { failureOf, published, summary } from '../support.ts'

const FIXTURES = 'test/prices/sources/entsoe/fixtures'

function fixture(name: string): string {
  const files = readdirSync(FIXTURES).filter((file) => file.startsWith(name))
  const [file] = files
  if (file === undefined || files.length > 1)
    throw new Error(`${name} names ${String(files.length)} fixtures`)
  return readFileSync(`${FIXTURES}/${file}`, 'utf8')
}

function mapped(name: string, zone: BiddingZone, day: string): PriceDocument | 'not-published' {
  const answer = readAnswer(fixture(name))
  if (answer === undefined || !('kind' in answer) || answer.kind !== 'prices')
    throw new Error(`${name} holds no prices`)
  return mapDay(answer.document, { source: 'entsoe', zone, day })
}

// Worked out with another XML parser and another program: step, slots, least, most, mean, first and last price.
const EXPECTED: readonly [string, BiddingZone, string, readonly (number | string)[]][] = [
  ['frodegill_NO1_2022-03', 'NO1', '2022-03-27', [60, '23/23', 158.17, 194.84, 184.6439, 194.84, 184.99]],
  ['frodegill_NO1_2022-10', 'NO1', '2022-10-30', [60, '25/25', 95.46, 164.93, 113.8052, 99.99, 105.87]],
  ['frodegill_NO3', 'NO3', '2024-10-18', [60, '24/24', 5.67, 19.93, 12.1742, 5.67, 6.36]],
  ['hass-entso-e_BE_60M.', 'BE', '2024-10-08', [60, '24/24', 47.05, 115.47, 70.4983, 64.98, 50]],
  ['hass-entso-e_BE_60M_15M', 'BE', '2024-10-06', [15, '96/96', -0.01, 81.92, 38.4867, 55.35, 52.33]],
  ['hass-entso-e_BE_60M_15M', 'BE', '2024-10-07', [15, '96/96', 29.48, 159.2, 73.6071, 34.58, 77.18]],
  ['hass-entso-e_BE_60M_15M', 'BE', '2024-10-08', [60, '24/24', 47.05, 115.47, 70.4983, 64.98, 50]],
  ['hass-entso-e_DE', 'DE-LU', '2024-10-06', [60, '24/24', -0.01, 106.3, 54.8979, 67.04, 51.71]],
  ['hass-entso-e_DE', 'DE-LU', '2024-10-07', [60, '24/24', 30.15, 237.65, 83.72, 34.58, 79.12]],
  ['jonkan_DE-LU_2022', 'DE-LU', '2022-11-04', [60, '24/24', 88.11, 240.55, 178.5371, 88.11, 172.21]],
  ['jonkan_DE-LU_2022', 'DE-LU', '2022-11-05', [60, '24/24', 72.85, 170, 132.2871, 150.59, 72.85]],
  ['jonkan_DE-LU_2025', 'DE-LU', '2025-02-25', [60, '24/24', 89.91, 233.05, 139.7562, 90.6, 115.13]],
  ['jonkan_NO1', 'NO1', '2025-02-25', [15, '96/96', 35.16, 55.81, 49.4058, 38.83, 49.9]],
  ['jonkan_NO2', 'NO2', '2025-02-25', [15, '96/96', 49.19, 57.68, 52.7333, 49.92, 49.19]],
  ['jonkan_NO2', 'NO2', '2025-02-26', [60, '24/24', 50.88, 103.69, 61.1413, 50.88, 51.68]],
  ['jonkan_SE3_2022-08', 'SE3', '2022-08-26', [60, '24/24', 7.61, 762.86, 409.8221, 9.88, 21.08]],
  ['jonkan_SE3_2022-08', 'SE3', '2022-08-27', [60, '24/24', 9.76, 484.94, 185.0904, 9.82, 9.97]],
  ['jonkan_SE3_2022-09', 'SE3', '2022-09-20', [60, '24/24', 24.17, 485.17, 278.4004, 24.17, 345.29]],
  ['jonkan_SE3_2024-10-05', 'SE3', '2024-10-05', [60, '24/24', 19.74, 44.1, 26.5075, 21.77, 20.27]],
  ['jonkan_SE3_2024-10-05', 'SE3', '2024-10-06', [60, '24/24', 12.52, 46.99, 24.8375, 19.05, 26.21]],
  ['jonkan_SE3_2024-10-18', 'SE3', '2024-10-18', [60, '24/24', -2, 22.95, 9.8425, -2, 6.36]],
  ['openems', 'DE-LU', '2026-02-02', [15, '96/96', 85.61, 154.13, 107.7433, 100.41, 85.61]],
  ['openems', 'DE-LU', '2026-02-03', [15, '96/96', 76.02, 132.6, 98.476, 97.41, 88.92]],
  ['vilellic_FI_2025-10-16', 'FI', '2025-10-16', [15, '96/96', -0.1, 52.21, 13.5345, -0.1, 21.41]],
  ['vilellic_FI_2025-10-16', 'FI', '2025-10-17', [15, '96/96', 14.12, 303.55, 126.7816, 14.25, 72.57]],
  ['vilellic_FI_2025-10-16', 'FI', '2025-10-18', [15, '96/96', 3.41, 132.19, 43.3576, 132.19, 4.05]],
  ['vilellic_FI_2025-10-16', 'FI', '2025-10-19', [15, '96/96', 1.5, 27.38, 6.1752, 3.3, 9.62]],
  ['vilellic_FI_2025-10-16', 'FI', '2025-10-20', [15, '96/96', 10.78, 197.25, 62.0877, 15.28, 10.78]],
  ['vilellic_FI_2025-10-16', 'FI', '2025-10-21', [15, '96/96', 1.49, 19.91, 10.7319, 4.99, 1.49]],
  ['vilellic_FI_2025-10-17', 'FI', '2025-10-17', [15, '96/96', 14.12, 303.55, 126.7816, 14.25, 72.57]],
  // Shortened by hand, so partial.
  ['hass-entso-e_BE_15M_exact4', 'BE', '2024-10-06', [15, '4/96', 31.86, 55.35, 42.9375, 55.35, 31.86]],
  ['hass-entso-e_BE_15M_avg', 'BE', '2024-10-06', [15, '20/96', 28.37, 55.35, 35.263, 55.35, 28.37]],
]

describe('a real document', () => {
  test.each(EXPECTED)('%s holds %s %s', (name, zone, day, expected) => {
    const { eurPerMwh, stepMinutes } = published(mapped(name, zone, day))
    const known = (eurPerMwh ?? []).filter((price) => price !== null)
    const { step, slots, least, most, mean } = summary(eurPerMwh, stepMinutes)
    expect([step, slots, least, most, mean, known[0], known.at(-1)]).toEqual(expected)
  })

  test('is in every fixture there is', () => {
    const used = [...EXPECTED.map(([name]) => name), 'vilellic_FI_BAD']
    const unused = readdirSync(FIXTURES).filter(
      (file) => file.endsWith('.xml') && !used.some((name) => file.startsWith(name)),
    )
    expect(unused).toEqual([])
  })

  test('in a zone that pays in euro has prices per kWh too', () => {
    const day = published(mapped('vilellic_FI_2025-10-17', 'FI', '2025-10-17'))
    expect(day).toMatchObject({ source: 'entsoe', quality: 'final', rate: 1 })
    expect(day.perKwh?.[0]).toBe(0.01425)
    expect(day.remarks).toBeUndefined()
  })

  test('in a zone that pays in kroner has prices in euro only', () => {
    expect(mapped('frodegill_NO3', 'NO3', '2024-10-18')).toMatchObject({ perKwh: null, rate: null })
  })
})

describe('bad data', () => {
  test('B7: a day of 25 hours has its doubled hour in the middle, in order of instants', () => {
    const { eurPerMwh } = published(mapped('frodegill_NO1_2022-10', 'NO1', '2022-10-30'))
    expect(eurPerMwh?.slice(0, 5)).toEqual([99.99, 97.9, 97.64, 97.32, 95.46])
  })

  test('B8: prices left out at the end of a period are filled up to its end', () => {
    const { eurPerMwh } = published(mapped('jonkan_NO1', 'NO1', '2025-02-25'))
    expect(eurPerMwh?.slice(-5)).toEqual([50.12, 49.9, 49.9, 49.9, 49.9])
  })

  test('B9: prices left out inside a period are those before them', () => {
    const { eurPerMwh } = published(mapped('vilellic_FI_2025-10-16', 'FI', '2025-10-16'))
    expect(eurPerMwh).toHaveLength(96)
    expect(eurPerMwh?.every((price) => price !== null)).toBe(true)
  })

  test('B11: the auction that is published earlier does not stand in for the coupled one', () => {
    expect(mapped('jonkan_DE-LU_2025', 'DE-LU', '2025-02-26')).toBe('not-published')
  })

  test('B12: a zone that changes from quarters to hours has the step of each day', () => {
    const steps = ['2025-02-25', '2025-02-26'].map(
      (day) => published(mapped('jonkan_NO2', 'NO2', day)).stepMinutes,
    )
    expect(steps).toEqual([15, 60])
  })

  test('B13: quarters that repeat the price of their hour are a valid day of quarters', () => {
    const { eurPerMwh, stepMinutes } = published(mapped('jonkan_NO1', 'NO1', '2025-02-25'))
    expect(stepMinutes).toBe(15)
    expect(new Set(eurPerMwh?.slice(0, 4))).toEqual(new Set([38.83]))
  })

  test('B14: a document about other days is not this day, whatever was asked', () => {
    expect(mapped('vilellic_FI_2025-10-17', 'FI', '2025-10-16')).toBe('not-published')
  })

  test('B22: an answer that begins before the day asked for is cut by instant', () => {
    const first = published(mapped('jonkan_SE3_2024-10-05', 'SE3', '2024-10-05')).eurPerMwh
    const second = published(mapped('jonkan_SE3_2024-10-05', 'SE3', '2024-10-06')).eurPerMwh
    expect([first?.[0], second?.[0]]).toEqual([21.77, 19.05])
  })

  test('B24: a stray character between elements is not read as anything', () => {
    expect(fixture('vilellic_FI_2025-10-16')).toMatch(/<\/revisionNumber>\S/)
    expect(mapped('vilellic_FI_2025-10-16', 'FI', '2025-10-16')).toMatchObject({ day: '2025-10-16' })
  })

  test('B24: periods without a point are no day of prices', async () => {
    const error = await failureOf(() => mapped('vilellic_FI_BAD', 'FI', '2025-10-16'))
    expect(error).toMatchObject({ code: 'prices-not-credible', temporary: true })
    expect(error.message).toContain(
      'the period from 2025-10-15T22:00:00Z to 2025-10-16T22:00:00Z has no prices',
    )
  })

  test('B24: a period with more points than slots is left out and said so', () => {
    const { remarks } = published(mapped('hass-entso-e_BE_15M_avg', 'BE', '2024-10-06'))
    expect(remarks).toEqual([
      'the period from 2024-10-06T03:00:00Z to 2024-10-06T05:00:00Z has a price at position 3, but only 2 slots: left out',
    ])
  })

  test('of another zone is neither taken for this one nor for a day that is not published', async () => {
    const error = await failureOf(() => mapped('frodegill_NO3', 'NO4', '2024-10-18'))
    expect(error.refusal).toEqual({
      code: 'wrong-zone',
      found: 'the series for the day is for 10YNO-3--------J',
      expected: '10YNO-4--------9',
    })
  })
})
