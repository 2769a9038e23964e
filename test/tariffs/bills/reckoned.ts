import { perKwh } from '../../../src/base/units.ts'
import type { PriceSlot } from '../../../src/prices/price-curve.ts'
import { capacityRule, chargedPeak, stepAt } from '../../../src/tariffs/capacity.ts'
import type { Contract } from '../../../src/tariffs/contract.ts'
import { costCurve, type SlotCost } from '../../../src/tariffs/cost-curve.ts'
import { countySchema } from '../../../src/tariffs/county.ts'
import type { Tariffs } from '../../../src/tariffs/load-tariffs.ts'
import { tariffOf } from '../../../src/tariffs/tariff-of.ts'
import type { TariffSite } from '../../../src/tariffs/tariff-site.ts'
import { TARIFFS } from '../homes.ts'
import type { ContractByHand, CostByHand } from './bill-by-hand.ts'
import { dayByHand } from './calendar-by-hand.ts'
import type { BillCase } from './random-bills.ts'

/** Faults of the code under test, put where it reads its facts. */
export interface Planted {
  readonly tariffs?: Tariffs
  readonly site?: (site: TariffSite) => TariffSite
  readonly instant?: (instant: Date) => Date
  readonly slot?: (costs: readonly SlotCost[]) => readonly SlotCost[]
}

const HOUR = 3_600_000

/** The same kWh as the service costs it. */
export function costReckoned(one: BillCase, { tariffs = TARIFFS, ...planted }: Planted): CostByHand {
  const instant = (planted.instant ?? ((same) => same))(one.instant)
  const site = (planted.site ?? ((same) => same))(siteOf(one))
  const costs = costCurve(slotsOf(one, instant), tariffOf(tariffs, site))
  const cost = (planted.slot?.(costs) ?? costs).at(-1)
  if (cost === undefined) throw new Error('expected a cost')
  return { ore: 100 * cost.costPerKwh, isEstimate: cost.quality === 'estimate' }
}

/** Kroner of the month, as the service charges it; `undefined` where it does not go by the three highest days. */
export function capacityReckoned(
  one: BillCase,
  { tariffs = TARIFFS, ...planted }: Planted,
): number | undefined {
  const site = (planted.site ?? ((same) => same))(siteOf(one))
  const rule = capacityRule(tariffOf(tariffs, site), one.instant)
  if (rule.method !== 'three-highest-days') return undefined
  const peaks = one.peaks.map((kw, index) => ({ day: `2026-01-${String(index + 1).padStart(2, '0')}`, kw }))
  return stepAt(rule, chargedPeak(rule, peaks)).costPerMonth
}

/** Four quarters, or one slot over several hours of which the last is the one in question. */
function slotsOf({ quarters, hoursBefore }: BillCase, instant: Date): PriceSlot[] {
  const slot = (from: number, to: number, ore: number): PriceSlot => {
    return { start: new Date(from), end: new Date(to), perKwh: perKwh(ore / 100), quality: 'final' }
  }
  const start = instant.getTime()
  const [first = 0] = quarters
  if (hoursBefore > 0) return [slot(start - hoursBefore * HOUR, start + HOUR, first)]
  return quarters.map((ore, index) => slot(start + (index * HOUR) / 4, start + ((index + 1) * HOUR) / 4, ore))
}

function siteOf({ household, zone, instant }: BillCase): TariffSite {
  const { company, county, municipality, group, contract, usedKwh } = household
  const month = dayByHand(instant).date.slice(0, 7)
  return {
    biddingZone: zone,
    timeZone: 'Europe/Oslo',
    county: countySchema.parse(county),
    municipality,
    gridCompany: company,
    isHolidayHome: group === 'fritid',
    contract: contractOf(contract),
    monthToDate: [{ month, kwh: usedKwh, asOf: new Date(instant.getTime() - 1) }],
  }
}

function contractOf(contract: ContractByHand): Contract {
  switch (contract.kind) {
    case 'spot':
      return { kind: 'spot', surcharge: contract.surcharge / 100, support: contract.support }
    case 'norgespris':
      return { kind: 'norgespris', surcharge: contract.surcharge / 100 }
    case 'fixed':
      return { kind: 'fixed', perKwh: contract.price / 100, support: contract.support }
    case 'average':
      return {
        kind: 'monthly-average',
        monthMean: contract.mean / 100,
        surcharge: contract.surcharge / 100,
        support: contract.support,
      }
  }
}
