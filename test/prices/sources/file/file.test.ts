import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPriceFiles } from '../../../../src/prices/sources/file/source.ts'
import { csvRows, failureOf, published, summary } from '../support.ts'

const SWEDISH = 'test/prices/sources/elprisetjustnu/fixtures'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ladeplan-prices-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function put(name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, name), lines.join('\n'))
}

/** Hours of 2026-01-22 from local midnight on. */
function hours(
  column: string,
  prices: readonly (number | string)[],
  first = '2026-01-21T23:00:00Z',
): string[] {
  const rows = prices.map((price, hour) => {
    const start = new Date(Date.parse(first) + hour * 3_600_000).toISOString()
    return `${start},${String(price)}`
  })
  return [`start,${column}`, ...rows]
}

const counted = Array.from({ length: 24 }, (_, hour) => 0.5 + hour / 100)

describe('a directory', () => {
  test('with the delivery days that come with the project gives each of them', async () => {
    const source = createPriceFiles({ path: 'data/prices' })
    expect(source.zones).toEqual(expect.arrayContaining(['NO2', 'NO4']))
    const day = published(await source.fetchDay('NO4', '2025-01-22'))
    expect(day).toMatchObject({ source: 'file', zone: 'NO4', stepMinutes: 60, eurPerMwh: null, rate: null })
    expect(summary(day.perKwh, 60)).toMatchObject({ slots: '24/24', least: 0.04162, most: 2.39928 })
    expect(await source.fetchDay('NO4', '2025-01-26')).toBe('not-published')
  })

  test('gives a day from the file that is named after it, and other days from the others', async () => {
    put('NO4.csv', hours('nok_per_kwh', [...counted, ...counted]))
    put('2026-01-22_NO4.csv', hours('nok_per_kwh', new Array(24).fill(9)))
    const source = createPriceFiles({ path: folder })
    expect(published(await source.fetchDay('NO4', '2026-01-22')).perKwh).toEqual(new Array(24).fill(9))
    expect(published(await source.fetchDay('NO4', '2026-01-23')).perKwh).toEqual(counted)
  })

  test('is read anew, so that tomorrow’s file is found when it is there', async () => {
    put('NO4.csv', hours('nok_per_kwh', counted))
    const source = createPriceFiles({ path: folder })
    expect(await source.fetchDay('NO4', '2026-01-23')).toBe('not-published')
    put('2026-01-23 NO4.csv', hours('nok_per_kwh', counted, '2026-01-22T23:00:00Z'))
    expect(published(await source.fetchDay('NO4', '2026-01-23')).perKwh).toEqual(counted)
  })

  test.each([
    ['NO1', ['spot_NO1.csv', 'no1.csv', '2026-01-22_NO1.json.csv']],
    ['DE-LU', ['DE-LU 2026.csv']],
  ] as const)('has %s by whatever name sets it apart', (zone, names) => {
    for (const name of names) {
      put(name, [])
      expect(createPriceFiles({ path: folder }).zones).toEqual([zone])
      unlinkSync(join(folder, name))
    }
  })

  test('that names no zone wants one to be said', async () => {
    put('spot-NO10.csv', hours('nok_per_kwh', counted))
    expect(() => createPriceFiles({ path: folder })).toThrow('names no bidding zone')
    const source = createPriceFiles({ path: folder, zone: 'NO3' })
    expect(published(await source.fetchDay('NO3', '2026-01-22')).perKwh).toEqual(counted)
  })

  test('that is gone is unreachable for now', async () => {
    put('NO4.csv', [])
    const source = createPriceFiles({ path: folder })
    rmSync(folder, { recursive: true })
    const error = await failureOf(() => source.fetchDay('NO4', '2026-01-22'))
    expect(error).toMatchObject({ code: 'price-source-unreachable', temporary: true })
    expect(error.message).toContain('(ENOENT)')
    restoreFolder()
  })

  function restoreFolder(): void {
    folder = mkdtempSync(join(tmpdir(), 'ladeplan-prices-'))
  }
})

describe('one file', () => {
  test.each([
    ['2024-12-12', 60, '24/24'],
    ['2025-09-30', 60, '24/24'],
    ['2025-10-01', 15, '96/96'],
    ['2025-10-26', 15, '100/100'],
  ])('of many days gives %s in steps of %i minutes', async (day, step, slots) => {
    // The days of the fixture do not follow each other, so each stands in a file of its own.
    const rows = csvRows(`${SWEDISH}/SE4.csv`).filter(([start]) => start?.startsWith(day))
    put('SE4.csv', ['time_start,time_end,SEK_per_kWh,EUR_per_kWh,EXR', ...rows.map((row) => row.join(','))])
    const source = createPriceFiles({ path: join(folder, 'SE4.csv') })
    const document = published(await source.fetchDay('SE4', day))
    expect(summary(document.perKwh, document.stepMinutes)).toMatchObject({ step, slots })
    expect(document.perKwh?.[0]).toBe(Number(rows[0]?.[2]))
  })

  test('in euro is in euro per MWh, and in both where households pay in euro', async () => {
    put(
      'prices.csv',
      hours(
        'eur_per_mwh',
        counted.map((price) => price * 100),
      ),
    )
    const at = (zone: 'NO4' | 'FI') => createPriceFiles({ path: folder, zone }).fetchDay(zone, '2026-01-22')
    expect(published(await at('NO4'))).toMatchObject({ perKwh: null, rate: null })
    const finnish = published(await at('FI'))
    expect([finnish.eurPerMwh?.[1], finnish.perKwh?.[1], finnish.rate]).toEqual([51, 0.051, 1])
  })

  test('in the currency of another country is refused', async () => {
    put('NO4.csv', hours('sek_per_kwh', counted))
    const error = await failureOf(() => createPriceFiles({ path: folder }).fetchDay('NO4', '2026-01-22'))
    expect(error.message).toContain('the prices are in SEK, expected NOK or EUR')
  })

  test('with a hole is a partial day, with what was mended as remarks', async () => {
    put(
      'NO4.csv',
      hours('nok_per_kwh', counted.with(5, Number.NaN)).map((line) => line.replace('NaN', '')),
    )
    const day = published(await createPriceFiles({ path: folder }).fetchDay('NO4', '2026-01-22'))
    expect(day.perKwh?.[5]).toBeNull()
    expect(day.remarks).toEqual([expect.stringContaining('no price')])
  })

  test('that ends at noon is a partial day', async () => {
    put('NO4.csv', hours('nok_per_kwh', counted.slice(0, 12)))
    const day = published(await createPriceFiles({ path: folder }).fetchDay('NO4', '2026-01-22'))
    expect(summary(day.perKwh, 60).slots).toBe('12/24')
  })
})

describe('bad data', () => {
  test('B3: a day labelled an hour late is refused until somebody corrects the file', async () => {
    const path = 'test/fixtures/price-files/hvakosterstrommen_NO1_2024-10-27_mislabelled.csv'
    const error = await failureOf(() => createPriceFiles({ path }).fetchDay('NO1', '2024-10-27'))
    expect(error).toMatchObject({ code: 'price-answer-unreadable', temporary: false })
    expect(error.message).toContain('Correct the file')
  })

  test('B4: an end that is 75 minutes later is mended', async () => {
    const path = 'test/fixtures/price-files/elprisetjustnu_SE4_2025-10-26_wrong-end.csv'
    const day = published(await createPriceFiles({ path }).fetchDay('SE4', '2025-10-26'))
    expect(summary(day.perKwh, day.stepMinutes)).toMatchObject({ step: 15, slots: '100/100' })
    expect(day.remarks).toEqual([expect.stringContaining('the wrong offset')])
  })

  test('B5: 103 rows of a day of 100 are refused with the lines that are wrong', async () => {
    const path = 'test/fixtures/price-files/elprisetjustnu_SE4_2025-10-26_103-rows.csv'
    const error = await failureOf(() => createPriceFiles({ path }).fetchDay('SE4', '2025-10-26'))
    expect(error.message).toMatch(/103-rows\.csv line \d+/)
  })

  test('B10: a day of zeros is refused', async () => {
    put('NO4.csv', hours('nok_per_kwh', new Array(24).fill(0)))
    const error = await failureOf(() => createPriceFiles({ path: folder }).fetchDay('NO4', '2026-01-22'))
    expect(error.message).toContain('is exactly 0 NOK/kWh')
  })

  test('B17: øre under the name of kroner are refused', async () => {
    put(
      'NO4.csv',
      hours(
        'nok_per_kwh',
        counted.map((price) => price * 100),
      ),
    )
    const error = await failureOf(() => createPriceFiles({ path: folder }).fetchDay('NO4', '2026-01-22'))
    expect(error.message).toContain('ore_per_kwh')
  })
})
