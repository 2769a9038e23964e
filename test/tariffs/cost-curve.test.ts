import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Contract } from '../../src/tariffs/contract.ts'
import { costCurve } from '../../src/tariffs/cost-curve.ts'
import { tariffOf } from '../../src/tariffs/tariff-of.ts'
import type { TariffSite } from '../../src/tariffs/tariff-site.ts'
import { estimated } from '../prices/support/estimated.ts'
import { hourAt, NARVIK, NIGHT, oreAt, OSLO, slotsFrom, STOCKHOLM, TARIFFS, WORKDAY } from './homes.ts'

const SPOT: Contract = { kind: 'spot', surcharge: 0, support: true }
const NORGESPRIS: Contract = { kind: 'norgespris', surcharge: 0 }
const FIXED: Contract = { kind: 'fixed', perKwh: 0.6, support: false }
const AVERAGE: Contract = { kind: 'monthly-average', monthMean: null, surcharge: 0.02, support: false }

/** Told at the beginning of the month, so that it holds in all of it. */
const AUGUST = { month: '2026-08', asOf: new Date('2026-08-01T00:00:00+02:00') }

const contracts = fc.oneof(
  fc.record({
    kind: fc.constant('spot' as const),
    surcharge: fc.double({ min: 0, max: 0.2, noNaN: true }),
    support: fc.boolean(),
  }),
  fc.constant(NORGESPRIS),
  fc.constant(FIXED),
  fc.constant({ ...FIXED, support: true }),
  fc.constant(AVERAGE),
)
const sites = fc
  .record({
    site: fc.constantFrom(OSLO, NARVIK, STOCKHOLM),
    contract: contracts,
    billingResolution: fc.constantFrom('PT60M' as const, 'PT15M' as const),
    isHolidayHome: fc.boolean(),
    vatOnNegativeSpot: fc.boolean(),
    monthToDate: fc.constantFrom(0, 6000).map((kwh) => [{ ...AUGUST, kwh }]),
  })
  .map(({ site, ...rest }): TariffSite => ({ ...site, ...rest }))

describe('a cost curve', () => {
  test('has parts that add up to the cost, whatever the contract', () => {
    fc.assert(
      fc.property(
        sites,
        fc.array(fc.integer({ min: -500, max: 5000 }), { minLength: 1, maxLength: 24 }),
        (site, ore) => {
          for (const { costPerKwh, components } of costCurve(
            slotsFrom(NIGHT, ore, 15),
            tariffOf(TARIFFS, site),
          )) {
            const sum = Object.values(components).reduce<number>((total, part) => total + Number(part), 0)
            expect(Math.abs(sum - costPerKwh)).toBeLessThan(1e-9)
          }
        },
      ),
    )
  })

  test('bills a quarter-hour at the mean of its clock hour', () => {
    const slots = slotsFrom(NIGHT, [10, 20, 30, 60, 5, 5, 5, 5], 15)
    const costs = costCurve(slots, tariffOf(TARIFFS, NARVIK))
    expect(costs.map(({ start, end }) => [start.toISOString(), end.toISOString()])).toEqual([
      ['2026-08-12T00:00:00.000Z', '2026-08-12T01:00:00.000Z'],
      ['2026-08-12T01:00:00.000Z', '2026-08-12T02:00:00.000Z'],
    ])
    expect(costs.map(({ components }) => components.spot)).toEqual([
      expect.closeTo(0.3, 9),
      expect.closeTo(0.05, 9),
    ])
  })

  test.each(['PT60M', 'PT15M'] as const)(
    'charges each hour of a slot over several its own grid charge, billed by %s',
    (billingResolution) => {
      // From 04:00 to 08:00: the day begins at 06:00.
      const slots = slotsFrom('2026-08-12T04:00:00+02:00', [50], 240)
      const costs = costCurve(slots, tariffOf(TARIFFS, { ...OSLO, billingResolution }))
      expect(
        costs.map(({ start, components }) => [start.toISOString().slice(11, 16), components.gridEnergy]),
      ).toEqual([
        ['02:00', 0.1699],
        ['03:00', 0.1699],
        ['04:00', 0.2899],
        ['05:00', 0.2899],
      ])
    },
  )

  test('changes tax at midnight in the middle of a slot', () => {
    const [before, after] = costCurve(
      slotsFrom('2025-12-31T23:00:00+01:00', [50], 120),
      tariffOf(TARIFFS, OSLO),
    )
    expect([before?.components.electricityTax, after?.components.electricityTax]).toEqual([0.1253, 0.0713])
  })

  test('leaves out a quarter without a price, and bills those around it at the mean of what is known', () => {
    const [first, second, , last] = slotsFrom(NIGHT, [10, 20, 999, 60], 15)
    const known = [first, second, last].filter((slot) => slot !== undefined)
    const costs = costCurve(known, tariffOf(TARIFFS, NARVIK))
    expect(costs.map(({ start, end }) => [start, end])).toEqual([
      [first?.start, second?.end],
      [last?.start, last?.end],
    ])
    expect(costs.map(({ components }) => components.spot)).toEqual([
      expect.closeTo(0.3, 9),
      expect.closeTo(0.3, 9),
    ])
  })

  test('billed by the quarter keeps its quarters, while strømstøtte still goes by the hour', () => {
    const site: TariffSite = { ...OSLO, billingResolution: 'PT15M', contract: SPOT }
    const costs = costCurve(slotsFrom(NIGHT, [60, 80, 100, 120], 15), tariffOf(TARIFFS, site))
    expect(costs.map(({ components }) => components.spot)).toEqual([0.6, 0.8, 1, 1.2])
    for (const { components } of costs) expect(components.support).toBeCloseTo(-0.9 * 0.13, 9)
  })

  test('billed by the quarter leaves under Norgespris what the quarter differs from its hour', () => {
    const site: TariffSite = { ...OSLO, billingResolution: 'PT15M', contract: NORGESPRIS }
    const costs = costCurve(slotsFrom(NIGHT, [60, 80, 100, 120], 15), tariffOf(TARIFFS, site))
    const fixed = 40 + 16.99 + 7.13 + 1
    const differences = costs.map(({ costPerKwh }) => (100 * costPerKwh) / 1.25 - fixed)
    expect(differences).toEqual([-30, -10, 10, 30].map((ore): unknown => expect.closeTo(ore, 9)))
  })

  test('puts no VAT on a negative spot price, but on all else', () => {
    const rest = 16.99 + 7.13 + 1
    expect(oreAt(OSLO, NIGHT, -50)).toBeCloseTo(-50 + rest * 1.25, 9)
    expect(oreAt({ ...OSLO, vatOnNegativeSpot: true }, NIGHT, -50)).toBeCloseTo((-50 + rest) * 1.25, 9)
    expect(oreAt(OSLO, NIGHT, 0)).toBeCloseTo(rest * 1.25, 9)
  })

  test('costs the level of Norgespris with VAT when the spot price is negative: the driver then pays the difference', () => {
    const site = { ...OSLO, contract: NORGESPRIS }
    expect(oreAt(site, NIGHT, -50)).toBeCloseTo((40 + 16.99 + 7.13 + 1) * 1.25, 9)
  })

  test.each([
    ['strømstøtte', { ...OSLO, contract: SPOT }, 5000],
    ['Norgespris', { ...OSLO, contract: NORGESPRIS }, 5000],
    ['Norgespris in a holiday home', { ...OSLO, contract: NORGESPRIS, isHolidayHome: true }, 1000],
  ])('ends %s at the cap of the month', (_, site, cap) => {
    const full = (120 + 28.99 + 7.13 + 1) * 1.25
    const used = (kwh: number, month = '2026-08'): number =>
      oreAt({ ...site, monthToDate: [{ ...AUGUST, month, kwh }] }, WORKDAY, 120)
    expect(used(cap - 1)).toBeLessThan(full - 1)
    expect(used(cap)).toBeCloseTo(full, 9)
    expect(used(cap, '2026-07')).toBeLessThan(full - 1)
  })

  test('holds the cap from the instant on that it is told for; before it, when it was reached is not known', () => {
    const monthToDate = [
      { month: '2026-07', kwh: 9000, asOf: new Date('2026-08-01T00:00:00+02:00') },
      { month: '2026-08', kwh: 5200, asOf: new Date('2026-08-12T13:20:00+02:00') },
    ]
    const site = { ...OSLO, contract: SPOT, monthToDate }
    const hours = ['2026-08-12T13:00:00+02:00', WORKDAY, '2026-09-01T14:00:00+02:00'].map((instant) => {
      const { components, quality } = hourAt(site, instant, 120)
      return [components.support < 0, quality]
    })
    expect(hours).toEqual([
      [true, 'estimate'],
      [false, 'final'],
      [true, 'final'],
    ])
  })

  test('pays the spot price with strømstøtte before Norgespris began, as an estimate', () => {
    const site = { ...OSLO, contract: NORGESPRIS }
    const [before, first] = ['2025-09-30T23:00:00+02:00', '2025-10-01T00:00:00+02:00'].map((instant) =>
      hourAt(site, instant, 120),
    )
    expect(before).toMatchObject({ quality: 'estimate', components: { norgespris: 0, spot: 1.2 } })
    expect(before?.components.support).toBeCloseTo(-0.9 * (1.2 - 0.75), 9)
    expect(first).toMatchObject({ quality: 'final', components: { support: 0 } })
    expect(first?.components.norgespris).toBeCloseTo(0.4 - 1.2, 9)
    const cabin = hourAt({ ...site, isHolidayHome: true }, '2025-09-30T23:00:00+02:00', 120)
    expect(cabin.components).toMatchObject({ norgespris: 0, support: 0 })
  })

  test('gives a holiday home no strømstøtte', () => {
    expect(hourAt({ ...OSLO, isHolidayHome: true }, WORKDAY, 120).components.support).toBe(0)
    expect(hourAt(OSLO, WORKDAY, 120).components.support).toBeLessThan(0)
  })

  test('takes the mean of the prices at hand where the mean of the month is not known, as an estimate', () => {
    const costs = costCurve(
      slotsFrom(NIGHT, [10, 20, 60]),
      tariffOf(TARIFFS, { ...NARVIK, contract: AVERAGE }),
    )
    expect(costs.map(({ components }) => components.agreedPrice)).toEqual(
      [0.3, 0.3, 0.3].map((mean): unknown => expect.closeTo(mean, 9)),
    )
    expect(costs.every(({ quality }) => quality === 'estimate')).toBe(true)
    expect(hourAt({ ...NARVIK, contract: { ...AVERAGE, monthMean: 0.5 } }, NIGHT, 10).quality).toBe('final')
  })
})

describe('a cost is an estimate', () => {
  const until = new Date('2026-08-12T05:00:00+02:00')
  const quality = (site: TariffSite): string[] =>
    costCurve(estimated(slotsFrom(NIGHT, [50]), until), tariffOf(TARIFFS, site)).map((cost) => cost.quality)

  test('where its spot price is', () => {
    expect(quality(OSLO)).toEqual(['final', 'estimate', 'estimate'])
  })

  test.each([NORGESPRIS, FIXED])('but not where the spot price does not count', (contract) => {
    expect(quality({ ...OSLO, contract })).toEqual(['final', 'final', 'final'])
  })

  test('where a part of its hour has no price', () => {
    const part = slotsFrom(NIGHT, [10, 20, 30], 15)
    expect(costCurve(part, tariffOf(TARIFFS, OSLO)).map((cost) => cost.quality)).toEqual(['estimate'])
  })

  test('where the grid company is not known, which is said once', () => {
    const site = { ...OSLO, gridCompany: 'Nowhere Nett' }
    expect(hourAt(site, NIGHT, 50).quality).toBe('estimate')
    expect(tariffOf(TARIFFS, site).gaps.map(({ message }) => message)).toEqual([
      expect.stringContaining('Nowhere Nett'),
    ])
    expect(tariffOf(TARIFFS, { ...OSLO, gridCompany: '' }).gaps[0]?.message).toContain('is not told')
    expect(tariffOf(TARIFFS, OSLO).gaps).toEqual([])
  })

  test('where the grid company has no tariff for such a home', () => {
    const site = { ...OSLO, gridCompany: 'area-alle' }
    expect(tariffOf(TARIFFS, site).gaps).toHaveLength(1)
    expect(tariffOf(TARIFFS, { ...site, isHolidayHome: true }).gaps).toEqual([])
  })

  test('where a table had to be carried on past its last row', () => {
    const lastDay = '2026-12-31T23:00:00+01:00'
    const nextDay = '2027-01-01T00:00:00+01:00'
    expect(hourAt(OSLO, lastDay, 50).quality).toBe('final')
    expect(hourAt(OSLO, nextDay, 50).quality).toBe('estimate')
    expect(hourAt(OSLO, nextDay, 50).costPerKwh).toBe(hourAt(OSLO, lastDay, 50).costPerKwh)
  })
})
