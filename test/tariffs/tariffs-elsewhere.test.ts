import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type BiddingZone, biddingZoneSchema } from '../../src/prices/zones.ts'
import { countryOfZone } from '../../src/sites/zone-country.ts'
import { tariffAlarms } from '../../src/tariffs/alarms.ts'
import { billGaps } from '../../src/tariffs/bill-gaps.ts'
import type { Contract } from '../../src/tariffs/contract.ts'
import { costCurve } from '../../src/tariffs/cost-curve.ts'
import { loadTariffsElsewhere, type Tariffs } from '../../src/tariffs/load-tariffs.ts'
import { tariffOf } from '../../src/tariffs/tariff-of.ts'
import type { TariffSite } from '../../src/tariffs/tariff-site.ts'
import { readTariffsElsewhere } from '../../src/tariffs/tariffs-elsewhere.ts'
import { slotsFrom, TARIFFS } from './homes.ts'

const PATH = 'test/fixtures/tariff-files/four-countries.yaml'
const TEXT = readFileSync(PATH, 'utf8')
const tariffs: Tariffs = { ...TARIFFS, elsewhere: loadTariffsElsewhere(PATH) }

function siteIn(biddingZone: BiddingZone, changes: Partial<TariffSite> = {}): TariffSite {
  const { timeZone } = countryOfZone(biddingZone)
  return { biddingZone, timeZone, county: null, municipality: '', gridCompany: '', ...changes }
}

function costAt(site: TariffSite, instant: string, hundredths: number) {
  const [cost] = costCurve(slotsFrom(instant, [hundredths], 15), tariffOf(tariffs, site))
  if (cost === undefined) throw new Error('expected a cost')
  return cost
}

describe('a site outside Norway pays what the file says of its zone', () => {
  // (spot + surcharge + energy tax + grid charge) with VAT, worked out by hand.
  test.each<[string, string, number, number]>([
    ['SE3 on a winter workday', '2026-01-07T11:00:00Z', 40, (0.4 + 0.05 + 0.36 + 0.5) * 1.25],
    ['SE3 in its night', '2026-01-07T21:00:00Z', 40, (0.4 + 0.05 + 0.36 + 0.2) * 1.25],
    ['SE3 on Epiphany, a holiday there', '2026-01-06T11:00:00Z', 40, (0.4 + 0.05 + 0.36 + 0.2) * 1.25],
    ['SE4 the year before', '2025-12-31T22:45:00Z', 40, (0.4 + 0.05 + 0.439 + 0.3) * 1.25],
    ['DK1 at its peak, on summer time', '2026-07-01T15:00:00Z', 80, (0.8 + 0.1 + 0.008 + 0.6) * 1.25],
    ['DK1 at its peak, on winter time', '2026-12-01T16:00:00Z', 80, (0.8 + 0.1 + 0.008 + 0.6) * 1.25],
    ['DK1 just before it', '2026-12-01T15:45:00Z', 80, (0.8 + 0.1 + 0.008 + 0.2) * 1.25],
    ['FI at seven, which is six in Oslo', '2026-12-01T05:00:00Z', 5, (0.05 + 0.005 + 0.0228 + 0.04) * 1.255],
    ['FI just before it', '2026-12-01T04:45:00Z', 5, (0.05 + 0.005 + 0.0228 + 0.02) * 1.255],
    ['DE-LU on a workday', '2026-10-02T10:00:00Z', 9, (0.09 + 0.02 + 0.0205 + 0.09) * 1.19],
    ['DE-LU on Unity Day', '2026-10-03T10:00:00Z', 9, (0.09 + 0.02 + 0.0205 + 0.05) * 1.19],
    ['DE-LU with VAT on a negative price', '2026-10-02T10:00:00Z', -5, (-0.05 + 0.02 + 0.0205 + 0.09) * 1.19],
  ])('%s', (title, instant, spot, expected) => {
    const site = siteIn(biddingZoneSchema.parse(title.split(' ')[0]))
    const cost = costAt(site, instant, spot)
    expect(cost.costPerKwh).toBeCloseTo(expected, 9)
    expect(cost.quality).toBe('final')
    expect(billGaps(tariffOf(tariffs, site), new Date(instant))).toEqual([])
  })

  test.each([
    ['SE3', 'SEK'],
    ['DK1', 'DKK'],
    ['FI', 'EUR'],
    ['DE-LU', 'EUR'],
  ] as const)('%s in %s', (zone, currency) => {
    expect(tariffOf(tariffs, siteIn(zone)).currency).toBe(currency)
  })

  test('the tariff of its grid company comes first', () => {
    const site = siteIn('SE3', { gridCompany: 'flat-nett' })
    expect(costAt(site, '2026-01-07T11:00:00Z', 40).components).toMatchObject({
      gridEnergy: 0.1,
      surcharge: 0,
    })
    expect(costAt({ ...site, biddingZone: 'SE4' }, '2026-01-07T11:00:00Z', 40).components.gridEnergy).toBe(
      0.5,
    )
  })

  test('the surcharge comes on top of the contract’s own, but a fixed price is all', () => {
    const own = { kind: 'spot', surcharge: 0.02, support: false } as const
    const fixed = { kind: 'fixed', perKwh: 0.9, support: false } as const
    const parts = (contract: TariffSite['contract']) =>
      costAt(siteIn('SE3', contract === undefined ? {} : { contract }), '2026-07-01T11:00:00Z', 40).components
    expect(parts(own).surcharge).toBeCloseTo(0.07, 9)
    expect(parts(fixed)).toMatchObject({ spot: 0, agreedPrice: 0.9, surcharge: 0, electricityTax: 0.36 })
  })

  test('its own configured contract beats the file', () => {
    const contract: Contract = {
      kind: 'configured',
      surcharge: 0,
      energyTax: 0,
      vatRate: 0,
      gridCharge: { perKwh: 0, windows: [] },
    }
    expect(costAt(siteIn('SE3', { contract }), '2026-01-07T11:00:00Z', 40).costPerKwh).toBeCloseTo(0.4, 9)
  })

  test('after the last row it is carried on as an estimate, and alarmed before', () => {
    expect(costAt(siteIn('SE4'), '2026-12-31T22:45:00Z', 40).quality).toBe('final')
    expect(costAt(siteIn('SE4'), '2026-12-31T23:00:00Z', 40).quality).toBe('estimate')
    const [gap] = billGaps(tariffOf(tariffs, siteIn('SE4')), new Date('2027-01-01T12:00:00Z'))
    expect(gap?.message).toContain('four-countries.yaml has no row for 2027-01-01')
    const alarms = tariffAlarms(tariffs, new Date('2026-12-01T12:00:00Z')).map(({ table }) => table)
    expect(alarms).toContain('four-countries.yaml (SE3, SE4)')
  })

  test('a zone that it does not name is told as a gap, with what to do', () => {
    expect(costAt(siteIn('NL'), '2026-07-01T11:00:00Z', 40).quality).toBe('estimate')
    expect(tariffOf(tariffs, siteIn('NL')).gaps[0]?.message).toContain('TARIFF_FILE')
  })
})

describe('a fault in the file is told by path and line', () => {
  test.each([
    ['vatRate: 0.19', 'vatRate: 19', 'tariffs.4.rows.0.vatRate', 'expected a share'],
    ['zones: [FI]', 'zones: [FI, NO1]', 'tariffs.3.zones.1', 'outside Norway'],
    ['zones: [FI]', 'zones: [FIN]', 'tariffs.3.zones.0', 'FI'],
    ['zones: [DK1]', 'zones: [DK1, FI]', 'tariffs.3', 'is for FI as tariffs.2 is'],
    ["validTo: '2026-01-01'", "validTo: '2026-01-02'", 'tariffs.0.rows.1', 'before the row before it ends'],
    ['        energyTax: 0.0228\n', '', 'tariffs.3.rows.0.energyTax', 'expected number'],
    [
      'name: peak, hours: { from: 17',
      'name: peak, hours: { from: 25',
      'tariffs.2.rows.0.gridCharge.windows.0.hours.from',
      '23',
    ],
    ['days: [working-day]', 'days: [workday]', 'tariffs.0.rows.1.gridCharge.windows.0.days.0', 'working-day'],
    ['surcharge: 0.02', 'surplus: 0.02', 'tariffs.4.rows.0', 'surplus'],
    ['  - zones: [FI]', '  - zones: [FI', '', 'not YAML'],
  ])('%j as %j', (from, to, field, message) => {
    const text = TEXT.replace(from, to)
    expect(text).not.toBe(TEXT)
    const { faults } = readTariffsElsewhere({ name: 'tariffs.yaml', text })
    const fault = faults.find((one) => one.field === field)
    expect(fault?.message).toContain(message)
    const changed = text.split('\n').findIndex((line, index) => line !== TEXT.split('\n')[index]) + 1
    expect(fault?.line).toBeGreaterThan(0)
    if (to !== '' && !/^tariffs\.\d(\.rows\.\d)?$/.test(field))
      expect(Math.abs((fault?.line ?? 0) - changed)).toBeLessThan(2)
  })

  test('and all faults at once, in words for whoever starts the service', () => {
    expect(() => loadTariffsElsewhere('test/fixtures/tariff-files/none.yaml')).toThrow(
      'none.yaml: no such file, or it cannot be read',
    )
  })
})
