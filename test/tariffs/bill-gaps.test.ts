import { describe, expect, test } from 'vitest'
import type { Contract } from '../../src/tariffs/contract.ts'
import { billGaps } from '../../src/tariffs/bill-gaps.ts'
import { tariffOf } from '../../src/tariffs/tariff-of.ts'
import type { TariffSite } from '../../src/tariffs/tariff-site.ts'
import { NARVIK, OSLO, STOCKHOLM, TARIFFS } from './homes.ts'

const gapsAt = (site: TariffSite, day: string) =>
  billGaps(tariffOf(TARIFFS, site), new Date(`${day}T12:00:00Z`))
const ALTA: TariffSite = { ...NARVIK, county: '56', municipality: '5601', gridCompany: 'alut' }

describe('the gaps of a bill', () => {
  test.each([
    ['Oslo', OSLO],
    ['Narvik', NARVIK],
    ['Alta, whose fuse is charged', ALTA],
  ])('are none in %s', (_, site) => {
    expect(gapsAt(site, '2026-08-12')).toEqual([])
  })

  test('are tables that ended, by name, for those who pay by them', () => {
    const tables = (site: TariffSite) =>
      gapsAt(site, '2027-01-01').map(({ message }) => message.split(' ')[0])
    expect(tables(OSLO)).toEqual(['norway/electricity-tax.yaml', 'norway/support.yaml'])
    expect(tables({ ...OSLO, contract: { kind: 'norgespris', surcharge: 0 } })).toEqual([
      'norway/electricity-tax.yaml',
      'norway/norgespris.yaml',
    ])
    expect(tables({ ...ALTA, isHolidayHome: true })).toEqual([])
    expect(gapsAt(OSLO, '2027-01-01')[0]).toEqual({
      what: 'ended-table',
      message:
        'norway/electricity-tax.yaml has no row for 2027-01-01: the nearest one is carried on, and costs are estimates. Add the row, then restart.',
    })
  })

  test('are a capacity charge that is not modelled, a grid company or taxes that are not known, and a mean of the month', () => {
    const kinds = (site: TariffSite) => gapsAt(site, '2026-08-12').map(({ what }) => what)
    const average: Contract = { kind: 'monthly-average', monthMean: null, surcharge: 0, support: false }
    expect(kinds({ ...OSLO, gridCompany: 'fjellnett' })).toEqual(['capacity-charge'])
    expect(kinds({ ...OSLO, gridCompany: 'soraurdalenergi' })).toEqual([])
    expect(kinds({ ...OSLO, gridCompany: '' })).toEqual(['grid-tariff'])
    expect(kinds(STOCKHOLM)).toEqual(['taxes'])
    expect(kinds({ ...OSLO, contract: average })).toEqual(['month-mean'])
    expect(kinds({ ...OSLO, contract: { ...average, monthMean: 0.5 } })).toEqual([])
  })
})
