import { describe, expect, test } from 'vitest'
import { BIDDING_ZONES, zoneFacts } from '../../src/prices/zones.ts'
import { formatPrice, formatSum, priceUnit } from '../../src/texts/money.ts'

describe('a sum', () => {
  test.each([
    ['nb', 'NOK', 31.2, '31,20\u00a0kr'],
    ['en', 'NOK', 31.2, 'NOK\u00a031.20'],
    ['nb', 'SEK', 1234.5, '1\u00a0234,50\u00a0SEK'],
    ['nb', 'EUR', 2.5, '2,50\u00a0EUR'],
    ['en', 'EUR', -2.5, 'EUR\u00a0\u22122.50'],
    ['nb', 'NOK', -0.001, '0,00\u00a0kr'],
  ] as const)('in %s of %s is never without its currency', (language, currency, sum, told) => {
    expect(formatSum(sum, { language, currency })).toBe(told)
  })
})

describe('a price', () => {
  test.each([
    ['NOK', '84,3\u00a0øre/kWh'],
    ['SEK', '84,3\u00a0öre/kWh'],
    ['DKK', '84,3\u00a0øre/kWh'],
    ['EUR', '84,3\u00a0ct/kWh'],
    ['HUF', '84,3\u00a0HUF/100 kWh'],
  ] as const)('in %s is told in hundredths by their name', (currency, told) => {
    expect(formatPrice(0.843, { language: 'nb', currency })).toBe(told)
  })

  test('has a unit in every bidding zone', () => {
    for (const zone of BIDDING_ZONES) expect(priceUnit(zoneFacts(zone).currency)).toMatch(/^\S+\/(100 )?kWh$/)
  })
})
