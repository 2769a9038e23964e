import { describe, expect, test } from 'vitest'
import { type Contract, contractSchema } from '../../src/tariffs/contract.ts'
import { tariffOf } from '../../src/tariffs/tariff-of.ts'
import { hourAt, OSLO, STOCKHOLM, TARIFFS } from './homes.ts'

/** As a Swedish grid company charges: dearer on winter workdays from six to ten in the evening. */
const SWEDISH: Contract = {
  kind: 'configured',
  surcharge: 0.05,
  energyTax: 0.439,
  vatRate: 0.25,
  gridCharge: {
    perKwh: 0.26,
    windows: [
      {
        name: 'winter day',
        hours: { from: 6, to: 22 },
        days: ['working-day'],
        months: [11, 12, 1, 2, 3],
        perKwh: 0.7,
      },
      { name: 'night', hours: { from: 22, to: 6 }, days: null, months: null, perKwh: 0.2 },
    ],
  },
}
const site = { ...STOCKHOLM, contract: SWEDISH }

describe('a site outside Norway', () => {
  test('pays what its contract states, in the currency of its zone', () => {
    const cost = hourAt(site, '2026-01-07T12:00:00Z', 40)
    expect(cost.costPerKwh).toBeCloseTo((0.4 + 0.05 + 0.7 + 0.439) * 1.25, 9)
    expect(cost.quality).toBe('final')
    expect(tariffOf(TARIFFS, site).currency).toBe('SEK')
  })

  test.each([
    ['a winter workday', '2026-01-07T20:59:00Z', 0.7],
    ['its night', '2026-01-07T21:00:00Z', 0.2],
    ['its night after midnight', '2026-01-08T04:59:00Z', 0.2],
    ['a winter Sunday', '2026-01-11T12:00:00Z', 0.26],
    ['Epiphany, a holiday in Sweden only', '2026-01-06T12:00:00Z', 0.26],
    ['a summer workday', '2026-07-01T12:00:00Z', 0.26],
  ])('has windows by hour, day and season: %s', (_, instant, perKwh) => {
    expect(hourAt(site, instant, 40).components.gridEnergy).toBe(perKwh)
  })

  test('goes by its own clock: seven in Helsinki is six in Oslo', () => {
    const charge = (biddingZone: 'FI' | 'SE3', timeZone: string): number =>
      hourAt({ ...site, biddingZone, timeZone }, '2026-01-07T04:00:00Z', 40).components.gridEnergy
    expect(charge('FI', 'Europe/Helsinki')).toBe(0.7)
    expect(charge('SE3', 'Europe/Stockholm')).toBe(0.2)
  })

  test('has estimates without taxes until its contract is told', () => {
    expect(hourAt(STOCKHOLM, '2026-01-07T12:00:00Z', 40)).toMatchObject({
      costPerKwh: 0.4,
      quality: 'estimate',
    })
    const [gap, ...others] = tariffOf(TARIFFS, STOCKHOLM).gaps
    expect(gap?.what).toBe('taxes')
    expect(gap?.message).toContain('SE3')
    expect(others).toEqual([])
  })

  test('may be in Norway, where the retailer states the whole bill', () => {
    expect(hourAt({ ...OSLO, contract: SWEDISH }, '2026-07-01T12:00:00Z', 40).components.gridEnergy).toBe(
      0.26,
    )
  })
})

describe('a contract', () => {
  test.each([
    { kind: 'spot', surcharge: 0.04, support: true },
    { kind: 'norgespris', surcharge: 0 },
    { kind: 'fixed', perKwh: 0.7, support: false },
    { kind: 'monthly-average', monthMean: null, surcharge: 0, support: false },
    SWEDISH,
  ])('is read as it is written: $kind', (contract) => {
    const written: unknown = JSON.parse(JSON.stringify(contract))
    expect(contractSchema.parse(written)).toEqual(contract)
  })

  test.each([
    ['an unknown kind', { kind: 'free' }],
    ['a field that is not known', { kind: 'norgespris', surcharge: 0, support: true }],
    ['VAT in per cent', { ...SWEDISH, vatRate: 25 }],
    [
      'an hour that does not exist',
      {
        ...SWEDISH,
        gridCharge: {
          perKwh: 0,
          windows: [{ name: 'x', hours: { from: 24, to: 6 }, days: null, months: null, perKwh: 1 }],
        },
      },
    ],
  ])('is refused with %s', (_, contract) => {
    expect(contractSchema.safeParse(contract).success).toBe(false)
  })
})
