import { addDays } from 'date-fns'
import { readFileSync } from 'node:fs'
import type { PriceDay } from '../../src/prices/shipped-days.ts'

/** A month of winter in NO2 as it was, from the day of the first night on. */
export function monthOfPrices(): readonly PriceDay[] {
  const lines = readFileSync('test/fixtures/price-files/forbrukerradet_NO2_2024-12-12_33-days.csv', 'utf8')
  const slots = lines
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [start = '', price] = line.split(',')
      return { startUtc: new Date(start), perKwh: Number(price) }
    })
  return Array.from({ length: slots.length / 24 }, (_, index) => ({
    zone: 'NO2',
    day: addDays(new Date('2024-12-12'), index).toISOString().slice(0, 10),
    slots: slots.slice(24 * index, 24 * (index + 1)),
  }))
}
