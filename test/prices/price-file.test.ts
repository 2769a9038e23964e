import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { readPriceFile, readPriceFiles } from '../../src/prices/price-file.ts'
import { csv, drawn, faultsOf, START } from './price-file-pictures.ts'

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
      perKwh: 1.38062,
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
    ['a page of HTML', '<html>|</html>', 'no column "start"'],
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
    expect([file.currency, file.slots[0]?.perKwh]).toEqual([currency, perKwh])
  })

  it('are demanded for a column that only says price', () => {
    expect(faultsOf(two('price', '1'))).toEqual([expect.stringContaining('say --unit')])
    expect(readPriceFile(two('price', '100'), { unit: 'ore_per_kwh' }).slots[0]?.perKwh).toBe(1)
  })

  it('pick one of several columns', () => {
    const text = readFileSync('test/fixtures/price-files/elprisetjustnu_SE4_2026-03-29_spring.csv', 'utf8')
    expect(readPriceFile(text).currency).toBe('SEK')
    expect(readPriceFile(text, { unit: 'eur_per_kwh' })).toMatchObject({ currency: 'EUR', repairs: [] })
  })

  it('take a column by its name', () => {
    const text = csv('start,NO1,NO4|2026-01-22T00:00Z,1,2|2026-01-22T01:00Z,1,2')
    const options = { unit: 'nok_per_kwh' } as const
    expect(readPriceFile(text, { ...options, column: 'no4' }).slots[0]?.perKwh).toBe(2)
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
    expect(file.slots[0]?.perKwh).toBe(0.62)
    expect(file.repairs).toEqual([expect.stringContaining('another unit')])
  })

  it('of another currency than the column says are a fault, whatever is asked for', () => {
    expect(faultsOf(two('eur_per_kwh', '0.05'), { unit: 'sek_per_kwh' })).toEqual([
      'prices: "eur_per_kwh" is in EUR, asked for is sek_per_kwh: name a column in SEK, or say --unit eur_per_kwh',
    ])
  })

  it('of two currencies are not mixed', () => {
    const files = ['nok_per_kwh', 'sek_per_kwh'].map((column) => ({ name: column, text: two(column, '1') }))
    expect(() => readPriceFiles(files)).toThrow(/priced in SEK.*in NOK/)
  })
})
