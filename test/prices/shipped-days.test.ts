import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../../src/base/local-time.ts'
import { readShippedDays } from '../../src/prices/shipped-days.ts'

const days = readShippedDays('data/prices')

describe('the shipped days', () => {
  test('are two nights in two zones', () => {
    expect(days.map(({ zone, day }) => `${zone} ${day}`)).toEqual([
      'NO2 2024-12-12',
      'NO2 2024-12-13',
      'NO4 2025-01-22',
      'NO4 2025-01-23',
    ])
  })

  test.each(days)(
    '$zone $day is a whole day of hours, from midnight to midnight in Oslo',
    ({ day, slots }) => {
      const start = startOfLocalDay(day, MARKET_TIME_ZONE)
      const hours = (nextLocalDay(start, MARKET_TIME_ZONE).getTime() - start.getTime()) / 3_600_000
      const expected = Array.from({ length: hours }, (_, i) => new Date(start.getTime() + i * 3_600_000))
      expect(slots.map((slot) => slot.startUtc)).toEqual(expected)
    },
  )

  test.each([
    ['2024-12-12', '2024-12-12T16:00:00Z', 10.52665],
    ['2024-12-13', '2024-12-13T02:00:00Z', 0.53166],
    ['2025-01-22', '2025-01-22T16:00:00Z', 2.39928],
    ['2025-01-23', '2025-01-23T05:00:00Z', 0.05444],
  ])('of %s holds the published price at %s', (day, instant, price) => {
    const slots = days.find((each) => each.day === day)?.slots
    expect(slots?.find((slot) => slot.startUtc.getTime() === Date.parse(instant))?.perKwh).toBe(price)
  })
})

describe('a file that is no delivery day', () => {
  let directory = ''
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ladeplan-prices-'))
  })
  afterEach(() => {
    rmSync(directory, { recursive: true })
  })

  const slot = { start: '2024-12-12T00:00:00Z', nokPerKwh: 1 }
  const day = { zone: 'NO2', day: '2024-12-12', unit: 'NOK/kWh excluding VAT', slots: [slot] }

  test('is no fault of this reader when it is one', () => {
    writeFileSync(join(directory, 'a.json'), JSON.stringify(day))
    expect(readShippedDays(directory)).toHaveLength(1)
  })

  test.each([
    ['no JSON', '{'],
    ['of an unknown zone', JSON.stringify({ ...day, zone: 'NO6' })],
    ['with VAT in its prices', JSON.stringify({ ...day, unit: 'NOK/kWh' })],
    ['without slots', JSON.stringify({ ...day, slots: [] })],
    ['with a slot twice', JSON.stringify({ ...day, slots: [slot, slot] })],
  ])('is named when it is %s', (_, text) => {
    writeFileSync(join(directory, 'odd.json'), text)
    expect(() => readShippedDays(directory)).toThrow(/odd\.json is not a delivery day/)
  })
})
