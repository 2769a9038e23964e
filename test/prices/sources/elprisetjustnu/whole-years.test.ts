import { describe, expect, test } from 'vitest'
import { mapDay } from '../../../../src/prices/sources/elprisetjustnu/map.ts'
import { dayAnswerSchema } from '../../../../src/prices/sources/elprisetjustnu/wire.ts'
import type { BiddingZone } from '../../../../src/prices/zones.ts'
import { packedRowsByDay } from '../support.ts'

const FIXTURES = 'test/prices/sources/elprisetjustnu/fixtures'

/** A day as the source answers it, from its lines: start, end, SEK/kWh, EUR/kWh, SEK per EUR. */
function answerOf(lines: readonly (readonly string[])[]): unknown {
  return lines.map(([time_start, time_end, sek, eur, rate]) => ({
    SEK_per_kWh: Number(sek),
    EUR_per_kWh: Number(eur),
    EXR: Number(rate),
    time_start,
    time_end,
  }))
}

function mapped(zone: BiddingZone, day: string, lines: readonly (readonly string[])[]) {
  return mapDay(dayAnswerSchema.parse(answerOf(lines)), { source: 'elprisetjustnu', zone, day })
}

describe('every day that the archive holds', () => {
  // Days counted with another program.
  test.each([
    ['SE1', 2024, 366],
    ['SE1', 2025, 365],
    ['SE1', 2026, 104],
    ['SE4', 2024, 366],
    ['SE4', 2025, 365],
    ['SE4', 2026, 104],
  ] as const)('of %s in %i is read whole, each price as it was told', (zone, year, count) => {
    const days = packedRowsByDay(`${FIXTURES}/${zone}_${String(year)}.csv.gz`)
    expect(days.size).toBe(count)
    for (const [day, lines] of days) {
      const { perKwh, stepMinutes } = mapped(zone, day, lines)
      expect(perKwh, day).toEqual(lines.map(([, , sek]) => Number(sek)))
      expect(stepMinutes, day).toBe(day < '2025-10-01' ? 60 : 15)
    }
  })

  test('tells of a line that is missing: the day is partial, or refused where clocks change', () => {
    const days = packedRowsByDay(`${FIXTURES}/SE1_2024.csv.gz`)
    const without = (day: string) => (days.get(day) ?? []).filter((_, index) => index !== 7)
    const { perKwh } = mapped('SE1', '2024-07-01', without('2024-07-01'))
    expect(perKwh?.flatMap((price, index) => (price === null ? [index] : []))).toEqual([7])
    for (const day of ['2024-03-31', '2024-10-27'])
      expect(() => mapped('SE1', day, without(day))).toThrow('is missing on a day of 2')
  })
})
