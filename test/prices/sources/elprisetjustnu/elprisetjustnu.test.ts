import nock from 'nock'
import { describe, expect, test } from 'vitest'
import type { PriceDocument } from '../../../../src/prices/port.ts'
import { createElprisetjustnu } from '../../../../src/prices/sources/elprisetjustnu/client.ts'
import { mapDay } from '../../../../src/prices/sources/elprisetjustnu/map.ts'
import { dayAnswerSchema } from '../../../../src/prices/sources/elprisetjustnu/wire.ts'
import type { BiddingZone } from '../../../../src/prices/zones.ts'
import { csvRows, failureOf, published, summary, useNoNetwork } from '../support.ts'

const FIXTURES = 'test/prices/sources/elprisetjustnu/fixtures'
const HOST = 'https://elpris.example'

/** Rows of one day as the source answers them. */
function served(zone: string, day: string) {
  return rowsOf(`${FIXTURES}/${zone}.csv`).filter(({ time_start }) => time_start.startsWith(day))
}

function rowsOf(path: string) {
  return csvRows(path).map(([time_start = '', time_end = '', sek, eur, rate]) => ({
    SEK_per_kWh: Number(sek),
    EUR_per_kWh: Number(eur),
    EXR: Number(rate),
    time_start,
    time_end,
  }))
}

function mapped(rows: readonly unknown[], zone: BiddingZone, day: string): PriceDocument {
  return mapDay(dayAnswerSchema.parse(rows), { source: 'elprisetjustnu', zone, day })
}

useNoNetwork()

describe('a day as it was served', () => {
  // Worked out with another program: in SEK/kWh, the last figure the mean in EUR/MWh.
  test.each([
    ['SE1', '2024-03-31', [60, '23/23', 0.35312, 0.66814, 0.5099, 44.2996]],
    ['SE1', '2024-10-27', [60, '25/25', -0.02294, 0.00803, -0.0044, -0.3852]],
    ['SE1', '2025-10-02', [15, '96/96', -1.04304, 0.13409, -0.0848, -7.6942]],
    ['SE1', '2025-10-26', [15, '100/100', 0.0073, 0.13474, 0.0533, 4.8887]],
    ['SE1', '2026-02-10', [15, '96/96', 1.09453, 3.69861, 2.0531, 192.3777]],
    ['SE1', '2026-03-29', [15, '92/92', 0.05458, 0.44519, 0.1737, 15.8782]],
    ['SE4', '2024-12-12', [60, '24/24', 1.1272, 8.0599, 3.5737, 309.9717]],
    ['SE4', '2025-09-30', [60, '24/24', 0.31141, 3.08227, 1.1352, 102.9067]],
    ['SE4', '2025-10-01', [15, '96/96', 0.51518, 4.44035, 1.1801, 106.8401]],
    ['SE4', '2025-10-14', [15, '96/96', 1.0422, 5.71989, 1.8604, 168.8339]],
    ['SE4', '2025-10-26', [15, '100/100', 0.00185, 0.5333, 0.1173, 10.7596]],
  ] as const)('%s %s is read whole', async (zone, day, expected) => {
    const path = `/api/v1/prices/${day.slice(0, 4)}/${day.slice(5)}_${zone}.json`
    nock(HOST).get(path).reply(200, served(zone, day))
    const document = published(await createElprisetjustnu({ baseUrl: HOST }).fetchDay(zone, day))
    const { step, slots, least, most, mean } = summary(document.perKwh, document.stepMinutes)
    const euro = summary(document.eurPerMwh, document.stepMinutes).mean
    expect([step, slots, least, most, mean, euro]).toEqual(expected)
    expect(document).toMatchObject({ zone, day, quality: 'final' })
  })

  test('carries the rate it was made with', () => {
    expect(mapped(served('SE4', '2025-10-01'), 'SE4', '2025-10-01').rate).toBe(11.04591)
  })
})

describe('bad data', () => {
  test('B4: the row that ends 75 minutes later is 15 minutes long', () => {
    const day = served('SE1', '2025-10-26')
    expect(day[11]).toMatchObject({
      time_start: '2025-10-26T02:45:00+02:00',
      time_end: '2025-10-26T03:00:00+01:00',
    })
    const { stepMinutes, perKwh } = mapped(day, 'SE1', '2025-10-26')
    expect(stepMinutes).toBe(15)
    expect(perKwh?.slice(10, 14)).toEqual([0.02791, 0.02355, 0.02725, 0.02442])
  })

  test('B5: a day expanded by the local clock, 103 rows of it, is refused', async () => {
    const rows = rowsOf('test/fixtures/price-files/elprisetjustnu_SE4_2025-10-26_103-rows.csv')
    expect(rows).toHaveLength(103)
    const error = await failureOf(() => mapped(rows, 'SE4', '2025-10-26'))
    expect(error.code).toBe('prices-not-credible')
    expect(error.message).toContain('comes twice')
    expect(error.message).toContain('(103 rows)')
  })

  test('B10: a tomorrow of zeros is refused', async () => {
    const zeros = served('SE4', '2025-10-14').map((row) => ({ ...row, SEK_per_kWh: 0, EUR_per_kWh: 0 }))
    const error = await failureOf(() => mapped(zeros, 'SE4', '2025-10-14'))
    expect(error.message).toContain('every slot from 2025-10-13T22:00:00.000Z on is exactly 0 EUR/MWh')
  })

  test('B14: a copy of the day before under the name of the day is refused', async () => {
    const error = await failureOf(() => mapped(served('SE4', '2025-09-30'), 'SE4', '2025-10-01'))
    expect(error.message).toContain('belongs to 2025-09-30')
  })
})

test('a Norwegian answer is not read as a Swedish one', () => {
  const [row] = served('SE4', '2025-10-01')
  const norwegian = { NOK_per_kWh: row?.SEK_per_kWh, time_start: row?.time_start }
  expect(dayAnswerSchema.safeParse([row]).success).toBe(true)
  expect(dayAnswerSchema.safeParse([norwegian]).success).toBe(false)
})

test('404 means not published yet', async () => {
  nock(HOST).get('/api/v1/prices/2026/01-23_SE3.json').reply(404, '<html></html>')
  expect(await createElprisetjustnu({ baseUrl: HOST }).fetchDay('SE3', '2026-01-23')).toBe('not-published')
})
