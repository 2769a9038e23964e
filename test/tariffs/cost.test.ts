import { describe, expect, test } from 'vitest'
import { perKwh } from '../../src/base/units.ts'
import type { PriceSlot } from '../../src/prices/price-curve.ts'
import { costCurve, costPerKwh } from '../../src/tariffs/cost.ts'
import { countySchema, findCounty } from '../../src/tariffs/county.ts'
import { VAT_RULES, vatRate } from '../../src/tariffs/vat.ts'
import { DUSK, minutesAfter } from '../support/pictures.ts'

function slotAt(price: number, minute = 0, minutes = 60): PriceSlot {
  const start = minutesAfter(DUSK, minute)
  return { start, end: minutesAfter(start, minutes), perKwh: perKwh(price), quality: 'final' }
}

describe('VAT on the spot price', () => {
  test('is a quarter of it in Agder', () => {
    expect(costPerKwh(slotAt(10.52665), { county: '42' })).toBeCloseTo(13.15831, 5)
  })

  test.each(['18', '55', '56'] as const)('is not charged in county %s', (county) => {
    expect(costPerKwh(slotAt(2.39928), { county })).toBe(2.39928)
  })

  test('follows the county, not the bidding zone: Trøndelag pays it', () => {
    expect(costPerKwh(slotAt(1), { county: '50' })).toBe(1.25)
  })

  test('is charged in twelve of fifteen counties', () => {
    expect(countySchema.options.filter((county) => vatRate(county, DUSK) > 0)).toHaveLength(12)
  })

  test.each([0, -0.5])('does not touch a price of %f', (price) => {
    expect(costPerKwh(slotAt(price), { county: '03' })).toBe(price)
  })

  test('has no rule for a day before the law', () => {
    expect(() => vatRate('03', new Date('2009-12-31T22:59:59Z'))).toThrow('2009-12-31')
    expect(vatRate('03', new Date('2009-12-31T23:00:00Z'))).toBe(0.25)
  })

  test('has rules that follow each other without a gap and name their source', () => {
    expect(VAT_RULES.at(-1)?.validTo).toBeNull()
    VAT_RULES.slice(1).forEach((rule, index) => {
      const next = new Date(`${VAT_RULES[index]?.validTo ?? ''}T00:00:00Z`)
      next.setUTCDate(next.getUTCDate() + 1)
      expect(rule.validFrom).toBe(next.toISOString().slice(0, 10))
    })
    expect(VAT_RULES.every((rule) => rule.source.length > 20)).toBe(true)
  })
})

describe('a county', () => {
  test.each([
    ['Nordland', '18'],
    ['nordland - Nordlánnda', '18'],
    [' Troms ', '55'],
    ['46', '46'],
    ['Møre og Romsdal', '15'],
  ])('is found as %s', (text, county) => {
    expect(findCounty(text)).toBe(county)
  })

  test.each(['', 'Nordlnd', '54', 'Troms og Finnmark', '1'])('is not guessed from %j', (text) => {
    expect(findCounty(text)).toBeUndefined()
  })
})

test('quarter hours cost the mean of their hour, as households are billed', () => {
  const quarters = [1, 2, 3, 6].map((price, index) => slotAt(price, index * 15, 15))
  expect(costCurve([...quarters, slotAt(-4, 60)], { county: '46' })).toEqual([
    { start: DUSK, end: minutesAfter(DUSK, 60), costPerKwh: 3.75, quality: 'final' },
    { start: minutesAfter(DUSK, 60), end: minutesAfter(DUSK, 120), costPerKwh: -4, quality: 'final' },
  ])
})
