import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import {
  type PriceFile,
  type PriceFileOptions,
  readPriceFile,
  readPriceFiles,
} from '../../src/prices/price-file.ts'
import { PriceFileError } from '../../src/prices/price-file/findings.ts'

function fixture(name: string): string {
  return readFileSync(`test/fixtures/price-files/${name}.csv`, 'utf8')
}

/** `header|row|row`, as a file. */
function csv(picture: string): string {
  return `${picture.split('|').join('\n')}\n`
}

/** `01:00+60=0.5`: start in UTC, minutes and price of each slot. */
function drawn({ slots }: PriceFile): string {
  return slots
    .map(({ start, end, nokPerKwh }) => {
      const minutes = (end.getTime() - start.getTime()) / 60_000
      return `${start.toISOString().slice(11, 16)}+${String(minutes)}=${String(nokPerKwh)}`
    })
    .join(' ')
}

/** The faults of a file that is refused. */
function faultsOf(text: string, options: PriceFileOptions = {}): readonly string[] {
  try {
    readPriceFile(text, options)
  } catch (error) {
    if (error instanceof PriceFileError) return error.faults
    throw error
  }
  return []
}

const START = 'start,nok_per_kwh'

describe('formats', () => {
  it('reads shipped days, several as one', () => {
    const files = ['2024-12-12_NO2', '2024-12-13_NO2'].map((name) => ({
      name,
      text: readFileSync(`data/prices/${name}.json`, 'utf8'),
    }))
    const { slots, currency, repairs } = readPriceFiles(files)
    expect([slots.length, currency, repairs]).toEqual([48, 'NOK', []])
    expect(slots[0]).toEqual({
      start: new Date('2024-12-11T23:00:00Z'),
      end: new Date('2024-12-12T00:00:00Z'),
      nokPerKwh: 1.38062,
      quality: 'final',
    })
    expect(slots.at(-1)?.end).toEqual(new Date('2024-12-13T23:00:00Z'))
  })

  it('reads what hvakosterstrommen.no answers', () => {
    const rows = [0, 1].map((hour) => ({
      NOK_per_kWh: 1.25 + hour,
      EUR_per_kWh: 0.1,
      EXR: 11.2,
      time_start: `2023-04-06T0${String(hour)}:00:00+02:00`,
      time_end: `2023-04-06T0${String(hour + 1)}:00:00+02:00`,
    }))
    expect(drawn(readPriceFile(JSON.stringify(rows)))).toBe('22:00+60=1.25 23:00+60=2.25')
  })

  test.each([
    ['start and price', `${START}|2026-01-22T00:00Z,1|2026-01-22T01:00Z,2`, '00:00+60=1 01:00+60=2'],
    ['ends', 'start,end,nok_per_kwh|2026-01-22T00:00Z,2026-01-22T00:30Z,1', '00:00+30=1'],
    [
      'semicolons and decimal commas',
      'start;øre/kWh|2026-01-22 00:00Z;10,5|2026-01-22 01:00Z;-3',
      '00:00+60=0.105 01:00+60=-0.03',
    ],
    ['rows in any order', `${START}|2026-01-22T01:00Z,2|2026-01-22T00:00Z,1`, '00:00+60=1 01:00+60=2'],
    [
      'a byte order mark, CRLF and blank lines',
      `\uFEFF${START}\r|2026-01-22T00:00Z,1\r|\r|2026-01-22T00:15Z,2\r`,
      '00:00+15=1 00:15+15=2',
    ],
    [
      'zero and negative prices',
      `${START}|2026-01-22T00:00Z,0|2026-01-22T01:00Z,-0.5`,
      '00:00+60=0 01:00+60=-0.5',
    ],
  ])('reads %s', (_, text, picture) => {
    const file = readPriceFile(csv(text))
    expect(drawn(file)).toBe(picture)
    expect(file.repairs).toEqual([])
  })

  test.each([
    ['nothing', '', 'empty'],
    ['a page of HTML', '<html>', 'no column "start"'],
    ['half a JSON answer', '[{"time_start":', 'not prices in JSON'],
    ['an empty list: not published yet', '[]', 'no rows'],
    ['a header alone', START, 'no rows'],
    ['quotes', `${START}|"2026-01-22T00:00Z",1`, 'line 2: has a quote'],
    ['a row of another width', `${START}|2026-01-22T00:00Z,1,2`, 'line 2: has 3 fields, expected 2'],
    ['a decimal comma between commas', `${START}|2026-01-22T00:00Z,1,25`, 'has 3 fields'],
    [
      'a price that is none',
      `${START}|2026-01-22T00:00Z,1e999`,
      'line 2, 2026-01-22T00:00:00Z: price 1e999: expected a number',
    ],
    [
      'a day that does not exist',
      `${START}|2026-02-30T00:00Z,1`,
      'line 2: start 2026-02-30T00:00Z: expected an instant',
    ],
    ['a single row without its end', `${START}|2026-01-22T00:00Z,1`, 'nothing says how long'],
    ['rows without one price', `${START}|2026-01-22T00:00Z,|2026-01-22T01:00Z,`, 'not a single price'],
  ])('refuses %s', (_, text, fault) => {
    expect(faultsOf(csv(text))).toEqual([expect.stringContaining(fault)])
  })

  it('names every fault at once', () => {
    const text = csv(`${START}|x,1|2026-01-22T00:00Z,y|2026-01-22T01:00Z,1,1`)
    expect(faultsOf(text, { name: 'p.csv' }).map((fault) => fault.slice(0, 12))).toEqual([
      'p.csv line 4',
      'p.csv line 2',
      'p.csv line 3',
    ])
  })
})

describe('units', () => {
  const two = (column: string, price: string): string =>
    csv(`start,${column}|2026-01-22T00:00Z,${price}|2026-01-22T01:00Z,${price}`)

  test.each([
    ['nok_per_kwh', '1.5', 'NOK', 1.5],
    ['NOK_per_kWh_ex_VAT', '1.5', 'NOK', 1.5],
    ['ore_per_kwh', '150', 'NOK', 1.5],
    ['price_eur_per_mwh', '150', 'EUR', 0.15],
    ['SEK_per_kWh', '1.5', 'SEK', 1.5],
  ])('are told by the column: %s', (column, price, currency, perKwh) => {
    const file = readPriceFile(two(column, price))
    expect([file.currency, file.slots[0]?.nokPerKwh]).toEqual([currency, perKwh])
  })

  it('are demanded for a column that only says price', () => {
    expect(faultsOf(two('price', '1'))).toEqual([expect.stringContaining('say --unit')])
    expect(readPriceFile(two('price', '100'), { unit: 'ore_per_kwh' }).slots[0]?.nokPerKwh).toBe(1)
  })

  it('pick one of several columns', () => {
    const text = fixture('elprisetjustnu_SE4_2026-03-29_spring')
    expect(readPriceFile(text).currency).toBe('SEK')
    expect(readPriceFile(text, { unit: 'eur_per_kwh' })).toMatchObject({ currency: 'EUR', repairs: [] })
  })

  it('take a column by its name', () => {
    const text = csv('start,NO1,NO4|2026-01-22T00:00Z,1,2|2026-01-22T01:00Z,1,2')
    const options = { unit: 'nok_per_kwh' } as const
    expect(readPriceFile(text, { ...options, column: 'no4' }).slots[0]?.nokPerKwh).toBe(2)
    expect(faultsOf(text, { ...options, column: 'NO5' })).toEqual([
      expect.stringContaining('start, NO1, NO4'),
    ])
  })

  test.each([
    ['øre', 'nok_per_kwh', '62', '--unit ore_per_kwh or --unit nok_per_mwh'],
    ['a price per MWh', 'nok_per_kwh', '5200', '--unit nok_per_mwh'],
    ['euro per MWh', 'eur_per_kwh', '45', '--unit ct_per_kwh or --unit eur_per_mwh'],
  ])('that look wrong are refused with what to say instead: %s', (_, column, price, advice) => {
    expect(faultsOf(two(column, price))).toEqual([expect.stringContaining(advice)])
  })

  it('are read as asked where the column says another, and that is said', () => {
    const file = readPriceFile(two('nok_per_kwh', '62'), { unit: 'ore_per_kwh' })
    expect(file.slots[0]?.nokPerKwh).toBe(0.62)
    expect(file.repairs).toEqual([expect.stringContaining('another unit')])
  })

  it('of two currencies are not mixed', () => {
    const files = ['nok_per_kwh', 'sek_per_kwh'].map((column) => ({ name: column, text: two(column, '1') }))
    expect(() => readPriceFiles(files)).toThrow(/priced in SEK.*in NOK/)
  })
})

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
