import { describe, expect, test } from 'vitest'
import { countySchema } from '../../src/tariffs/county.ts'
import { isTaxFree, vatOn } from '../../src/tariffs/tax-zone.ts'
import { hourAt, NARVIK, NIGHT, OSLO, TARIFFS } from './homes.ts'

describe('VAT', () => {
  test('is a quarter in twelve counties and nothing in Nordland, Troms and Finnmark', () => {
    const exempt = countySchema.options.filter((county) => vatOn(TARIFFS, county, '2026-08-12').rate === 0)
    expect(exempt).toEqual(['18', '55', '56'])
    expect(vatOn(TARIFFS, '03', '2026-08-12')).toEqual({ rate: 0.25, carried: false })
  })

  test('is paid in Trøndelag, although half of it lies in the zone north of it', () => {
    const site = {
      ...OSLO,
      county: '50',
      municipality: 'Namsos',
      biddingZone: 'NO4',
      gridCompany: 'tensio-tn',
    } as const
    expect(hourAt(site, NIGHT, 20).components.vat).toBeCloseTo(0.25 * (0.2 + 0.13702 + 0.0713 + 0.01), 9)
  })
})

describe('electricity tax', () => {
  test.each([
    ['Finnmark', '56', 'Alta'],
    ['Karlsøy', '55', 'Karlsøy'],
    ['Kåfjord by its three names', '55', 'Gáivuotna - Kåfjord - Kaivuono'],
    ['Nordreisa by number', '55', '5544'],
    ['Storfjord, written large', '55', 'STORFJORD'],
  ] as const)('is not charged in %s', (_, county, municipality) => {
    expect(isTaxFree(TARIFFS, { county, municipality })).toBe(true)
    const { components } = hourAt({ ...NARVIK, county, municipality, gridCompany: 'barentsnett' }, NIGHT, 20)
    expect(components).toMatchObject({ electricityTax: 0, vat: 0, enova: 0.01 })
  })

  test.each([
    ['Narvik', '18', 'Narvik'],
    ['Tromsø', '55', 'Tromsø'],
    ['a Storfjord in another county', '15', 'Storfjord'],
    ['Oslo', '03', 'Oslo'],
  ] as const)('is charged in %s', (_, county, municipality) => {
    expect(isTaxFree(TARIFFS, { county, municipality })).toBe(false)
  })

  test.each([
    ['2024-02-01', 9.51],
    ['2024-12-12', 16.44],
    ['2025-01-22', 9.79],
    ['2025-04-01', 16.93],
    ['2025-11-01', 12.53],
    ['2026-06-01', 7.13],
  ])('on %s is %f øre', (day, ore) => {
    expect(100 * hourAt(OSLO, `${day}T12:00:00Z`, 20).components.electricityTax).toBeCloseTo(ore, 9)
  })

  test('changes at local midnight', () => {
    const tax = (instant: string): number => hourAt(OSLO, instant, 20).components.electricityTax
    expect(tax('2025-12-31T22:59:59Z')).toBe(0.1253)
    expect(tax('2025-12-31T23:00:00Z')).toBe(0.0713)
  })
})

test.each([
  ['2023-09-01', 70],
  ['2023-12-31', 70],
  ['2024-01-01', 73],
  ['2024-12-12', 73],
  ['2025-12-31', 75],
  ['2026-01-01', 77],
])('the threshold of strømstøtte on %s is %i øre', (day, threshold) => {
  const { support } = hourAt(OSLO, `${day}T12:00:00Z`, 100).components
  expect(100 * support).toBeCloseTo(-0.9 * (100 - threshold), 9)
})
