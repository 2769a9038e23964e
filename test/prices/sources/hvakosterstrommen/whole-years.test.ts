import { expect, test } from 'vitest'
import { MARKET_TIME_ZONE, localDay } from '../../../../src/base/local-time.ts'
import { mapDay } from '../../../../src/prices/sources/hvakosterstrommen/map.ts'
import { dayAnswerSchema } from '../../../../src/prices/sources/hvakosterstrommen/wire.ts'
import { packedRowsByDay } from '../support.ts'

const SERIES = 'test/prices/sources/hvakosterstrommen/fixtures/NO1_2022-2026.csv.gz'

/** On the day clocks went back an hour has no row and every later one is told an hour late, into the next day. */
const MISLABELLED = ['2024-10-27', '2024-10-28']

test('every day of the series is read whole, each price as it was told, but the two that are mislabelled', () => {
  const dayOf = (start: string): string => localDay(new Date(start), MARKET_TIME_ZONE)
  const refused: string[] = []
  const days = packedRowsByDay(SERIES, dayOf)
  for (const [day, lines] of days) {
    const answer = lines.map(([start = '', price]) => ({
      NOK_per_kWh: Number(price),
      EUR_per_kWh: null,
      EXR: null,
      time_start: start.replace('Z', ':00Z'),
      time_end: start.replace('Z', ':00Z'),
    }))
    try {
      const { perKwh } = mapDay(dayAnswerSchema.parse(answer), {
        source: 'hvakosterstrommen',
        zone: 'NO1',
        day,
      })
      expect(perKwh, day).toEqual(lines.map(([, price]) => Number(price)))
    } catch {
      refused.push(day)
    }
  }
  // Counted with another program.
  expect(days.size).toBe(1687)
  expect(refused).toEqual(MISLABELLED)
})
