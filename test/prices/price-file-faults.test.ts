import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { readPriceFile } from '../../src/prices/price-file.ts'
import { csv, drawn, faultsOf, START } from './price-file-pictures.ts'

function fixture(name: string): string {
  return readFileSync(`test/fixtures/price-files/${name}.csv`, 'utf8')
}

describe('bad files', () => {
  it('merges a row given twice with the same price, and says so', () => {
    const file = readPriceFile(csv(`${START}|2026-01-22T00:00Z,1|2026-01-22T01:00Z,2|2026-01-22T01:00Z,2`))
    expect(drawn(file)).toBe('00:00+60=1 01:00+60=2')
    expect(file.repairs).toEqual([
      'prices line 4, 2026-01-22T01:00:00Z: given twice with the same price: counted once',
    ])
  })

  it('refuses two prices for one time, naming both lines', () => {
    const text = csv(`${START}|2026-01-22T00:00Z,1|2026-01-22T01:00Z,2|2026-01-22T01:00Z,3`)
    expect(faultsOf(text)).toEqual([
      'prices line 4, 2026-01-22T01:00:00Z: has price 3, but prices line 3, for the same time, has price 2',
    ])
  })

  test.each([
    [
      'with ends',
      'start,end,nok_per_kwh|2026-01-22T00:00Z,2026-01-22T01:00Z,1|2026-01-22T02:00Z,2026-01-22T03:00Z,3',
    ],
    ['without', `${START}|2026-01-21T23:00Z,0|2026-01-22T00:00Z,1|2026-01-22T02:00Z,3|2026-01-22T03:00Z,4`],
  ])('leaves one missing row without a price, and says so: %s', (_, text) => {
    const file = readPriceFile(csv(text))
    expect(drawn(file)).toContain('00:00+60=1 02:00+60=3')
    expect(file.repairs).toEqual([
      expect.stringContaining('2026-01-22T00:00:00Z: the row after it is missing'),
    ])
  })

  it('refuses a longer gap', () => {
    const text = csv(
      `${START}|2026-01-22T00:00Z,1|2026-01-22T01:00Z,1|2026-01-22T05:00Z,3|2026-01-22T06:00Z,3`,
    )
    expect(faultsOf(text)).toEqual([
      expect.stringContaining('2026-01-22T02:00:00Z to 2026-01-22T05:00:00Z is missing'),
    ])
  })

  it('leaves an empty price without one, and says so', () => {
    const file = readPriceFile(csv(`${START}|2026-01-22T00:00Z,1|2026-01-22T01:00Z,|2026-01-22T02:00Z,3`))
    expect(drawn(file)).toBe('00:00+60=1 02:00+60=3')
    expect(file.repairs).toEqual([expect.stringContaining('01:00:00Z: no price')])
  })

  it('refuses slots that overlap: an hour and a quarter of it', () => {
    const text = csv(
      'start,end,nok_per_kwh|2026-01-22T00:00Z,2026-01-22T01:00Z,1|2026-01-22T00:45Z,2026-01-22T01:00Z,2',
    )
    expect(faultsOf(text)).toEqual([
      expect.stringContaining('past the start of prices line 3, 2026-01-22T00:45:00Z'),
    ])
  })

  it('refuses an end that is not after the start', () => {
    const text = csv('start,end,nok_per_kwh|2026-01-22T01:00Z,2026-01-22T01:00Z,1')
    expect(faultsOf(text)).toEqual([expect.stringContaining('expected an instant after its start')])
  })

  it('closes what ends a second early', () => {
    const file = readPriceFile(
      csv(
        'start,end,nok_per_kwh|2026-01-22T00:00Z,2026-01-22T00:59:59Z,1|2026-01-22T01:00Z,2026-01-22T02:00Z,2',
      ),
    )
    expect(drawn(file)).toBe('00:00+60=1 01:00+60=2')
    expect(file.repairs).toEqual([expect.stringContaining('less than a minute')])
  })

  it('takes hours and quarters that follow each other, and says so', () => {
    const file = readPriceFile(fixture('elprisetjustnu_SE4_2025-09-30_60-and-15-minutes'))
    expect(file.slots).toHaveLength(24 + 96)
    expect(file.repairs).toEqual(['slots of 60 and 15 minutes are mixed: each counts for its own length'])
  })
})

describe('nights on which clocks change', () => {
  it('mends the end that elprisetjustnu.se gives with the wrong offset, and nothing else', () => {
    const text = fixture('elprisetjustnu_SE4_2025-10-26_wrong-end')
    const { slots, repairs } = readPriceFile(text)
    expect(slots).toHaveLength(100)
    expect(slots.every(({ start, end }) => end.getTime() - start.getTime() === 900_000)).toBe(true)
    expect(repairs).toEqual([
      expect.stringMatching(/line 13, 2025-10-26T00:45:00Z: the end has the wrong offset/),
    ])
    // The same 75 minutes with a right offset are an overlap.
    expect(faultsOf(text.replace('03:00:00+01:00', '02:00:00Z'))).toEqual([
      expect.stringContaining('past the start of'),
    ])
  })

  it('refuses the day that hvakosterstrommen.no mislabelled, by its gap and by its two prices', () => {
    expect(faultsOf(fixture('hvakosterstrommen_NO1_2024-10-27_mislabelled'), { name: 'NO1.csv' })).toEqual([
      'NO1.csv line 27, 2024-10-27T23:00:00Z: has price 0.12056, but NO1.csv line 26, for the same time, has price 0.19408',
      'NO1.csv line 4, 2024-10-27T00:00:00Z: 2024-10-27T01:00:00Z to 2024-10-27T02:00:00Z is missing; clocks change on that day, so the rows after it may be labelled wrongly',
    ])
  })

  it('refuses a doubled hour expanded by the local clock', () => {
    const faults = faultsOf(fixture('elprisetjustnu_SE4_2025-10-26_103-rows'))
    expect(faults.map((fault) => /line \d+/.exec(fault)?.[0])).toEqual(['line 17', 'line 18', 'line 19'])
  })

  it('reads a day of 23 hours as it is', () => {
    const file = readPriceFile(fixture('elprisetjustnu_SE4_2026-03-29_spring'))
    expect([file.slots.length, file.repairs]).toEqual([92, []])
  })

  const AUTUMN = csv(`${START}|2025-10-26 01:00,1|2025-10-26 02:00,2|2025-10-26 02:00,3|2025-10-26 03:00,4`)
  const SPRING = csv(`${START}|2026-03-29T01:00,1|2026-03-29T03:00,3|2026-03-29T04:00,4`)
  const oslo = { timeZone: 'Europe/Oslo' }

  it('refuses times without an offset unless somebody says whose', () => {
    expect(faultsOf(AUTUMN)).toHaveLength(4)
    expect(faultsOf(AUTUMN)[0]).toContain('--time-zone')
  })

  it('counts the doubled hour through, in the order of the rows', () => {
    expect(drawn(readPriceFile(AUTUMN, oslo))).toBe('23:00+60=1 00:00+60=2 01:00+60=3 02:00+60=4')
  })

  it('refuses a doubled hour that is there once', () => {
    const once = AUTUMN.replace('2025-10-26 02:00,3\n', '')
    expect(faultsOf(once, oslo)).toEqual([expect.stringContaining('clocks change on that day')])
  })

  it('has no hole where clocks go forward, and refuses the hour that is not there', () => {
    expect(drawn(readPriceFile(SPRING, oslo))).toBe('00:00+60=1 01:00+60=3 02:00+60=4')
    expect(faultsOf(SPRING.replace('T03:00', 'T02:30'), oslo)).toEqual([
      'prices line 3: start 2026-03-29T02:30: does not exist in Europe/Oslo: clocks go forward there',
    ])
  })
})
