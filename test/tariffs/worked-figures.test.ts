import { describe, expect, test } from 'vitest'
import type { Contract } from '../../src/tariffs/contract.ts'
import type { TariffSite } from '../../src/tariffs/tariff-site.ts'
import { hourAt, NARVIK, NIGHT, oreAt, OSLO, WORKDAY } from './homes.ts'

const WITHOUT_SUPPORT: Contract = { kind: 'spot', surcharge: 0, support: false }
const SUPPORTED: Contract = { kind: 'spot', surcharge: 0, support: true }
const NORGESPRIS: Contract = { kind: 'norgespris', surcharge: 0 }

function withContract(site: TariffSite, contract: Contract): TariffSite {
  return { ...site, contract }
}

describe('bills worked out by hand, øre per kWh', () => {
  test('a cheap hour in Narvik is spot, surcharge, grid charge, tax and levy, without VAT', () => {
    const site = withContract(NARVIK, { kind: 'spot', surcharge: 0.04, support: true })
    expect(oreAt(site, WORKDAY, 20)).toBeCloseTo(20 + 4 + 0.8 + 7.13 + 1.0, 9)
    expect(oreAt(site, NIGHT, 20)).toBeCloseTo(32.93, 9)
  })

  test('a dear workday hour in Oslo has VAT on all of it and loses nine tenths of what is above the threshold', () => {
    const site = withContract(OSLO, { kind: 'spot', surcharge: 0.04, support: true })
    expect(oreAt(site, WORKDAY, 120)).toBeCloseTo(153.025, 9)
    const { components } = hourAt(site, WORKDAY, 120)
    expect(components.support * 1.25).toBeCloseTo(-0.48375, 9)
  })

  test('the same hour under Norgespris costs its level instead of the spot price', () => {
    const site = withContract(OSLO, { kind: 'norgespris', surcharge: 0.04 })
    expect(oreAt(site, WORKDAY, 120)).toBeCloseTo(101.4, 9)
    expect(oreAt(site, NIGHT, 120)).toBeCloseTo(86.4, 9)
    expect(hourAt(site, WORKDAY, 120).components.norgespris).toBeCloseTo(0.4 - 1.2, 9)
  })

  test('strømstøtte turns the order of day and night around', () => {
    // The grid charge outweighs what is left of the spot price; without taxes and VAT: 138.99 and 146.99, 109.29 and 99.29.
    const extra = 7.13 + 1
    const cost = (contract: Contract, instant: string, spot: number): number =>
      oreAt(withContract(OSLO, contract), instant, spot) / 1.25 - extra
    expect(cost(WITHOUT_SUPPORT, WORKDAY, 110)).toBeCloseTo(138.99, 9)
    expect(cost(WITHOUT_SUPPORT, NIGHT, 130)).toBeCloseTo(146.99, 9)
    expect(cost(SUPPORTED, WORKDAY, 110)).toBeCloseTo(109.29, 9)
    expect(cost(SUPPORTED, NIGHT, 130)).toBeCloseTo(99.29, 9)
  })

  test('the threshold is the one without VAT where no VAT is paid', () => {
    const { components } = hourAt(NARVIK, WORKDAY, 100)
    expect(100 * (components.spot + components.support)).toBeCloseTo(79.3, 9)
    expect(components.vat).toBe(0)
  })
})

/** By how much the cost of an hour rises per øre of its spot price. */
function slope(site: TariffSite, at: number): number {
  return oreAt(site, NIGHT, at + 1) - oreAt(site, NIGHT, at)
}

/** By how much day is dearer than night at the same spot price. */
function dayOverNight(site: TariffSite, at: number): number {
  return oreAt(site, WORKDAY, at) - oreAt(site, NIGHT, at)
}

describe('what makes a slot cheap', () => {
  const flat = { ...NARVIK, county: '39', municipality: 'Larvik', gridCompany: 'lede' } as const
  const FIXED: Contract = { kind: 'fixed', perKwh: 0.6, support: false }
  const AVERAGE: Contract = { kind: 'monthly-average', monthMean: 0.7, surcharge: 0, support: false }

  test.each<[string, Contract, number, number]>([
    ['spot below the threshold', SUPPORTED, 50, 1.25],
    ['spot with strømstøtte above the threshold', SUPPORTED, 120, 0.125],
    ['Norgespris', NORGESPRIS, 120, 0],
    ['a fixed price', FIXED, 120, 0],
    ['the mean of the month', AVERAGE, 120, 0],
    [
      'a fixed price with strømstøtte, which makes dear hours the cheaper ones',
      { ...FIXED, support: true },
      120,
      -1.125,
    ],
    ['the mean of the month with strømstøtte', { ...AVERAGE, support: true }, 120, -1.125],
  ])(
    '%s: the spot price counts by its slope, day and night by the grid charge',
    (_, contract, at, perOre) => {
      const flatSite = withContract(flat, contract)
      const dayAndNight = withContract(OSLO, contract)
      expect(slope(flatSite, at)).toBeCloseTo(perOre, 9)
      expect(slope(dayAndNight, at)).toBeCloseTo(perOre, 9)
      expect(dayOverNight(flatSite, at)).toBeCloseTo(0, 9)
      expect(dayOverNight(dayAndNight, at)).toBeCloseTo(12 * 1.25, 9)
    },
  )

  test('with strømstøtte 120 øre of spot price weigh no more than day and night at Elvia', () => {
    const site = withContract(OSLO, SUPPORTED)
    expect(oreAt(site, NIGHT, 80 + 120)).toBeCloseTo(oreAt(site, WORKDAY, 80), 9)
    expect(oreAt(site, NIGHT, 80 + 119)).toBeLessThan(oreAt(site, WORKDAY, 80))
    expect(oreAt(site, NIGHT, 80 + 121)).toBeGreaterThan(oreAt(site, WORKDAY, 80))
  })
})
