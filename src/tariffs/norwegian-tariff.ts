import { MARKET_TIME_ZONE } from '../base/local-time.ts'
import type { Contract } from './contract.ts'
import type { County } from './county.ts'
import { type DatedRows, type FoundRow, rowOn } from './dated-table.ts'
import { findGridCompany, type GridTariff } from './grid-company.ts'
import { chargeIn } from './hour-rules.ts'
import type { Tariffs } from './load-tariffs.ts'
import { type Calendar, type LocalHour, localHours } from './local-hour.ts'
import type { HourRates, SiteTariff, SupportTerms, TariffGap } from './site-tariff.ts'
import type { TariffSite } from './tariff-site.ts'
import { isTaxFree, vatOn } from './tax-zone.ts'

/** A site in Norway; only there is it known in which county. */
export interface NorwegianSite extends TariffSite {
  readonly county: County
}

const CALENDAR: Calendar = { timeZone: MARKET_TIME_ZONE, country: 'NO' }
const ORE = 100

/** The tariff of a home or holiday home in Norway. */
export function norwegianTariff(tariffs: Tariffs, site: NorwegianSite, contract: Contract): SiteTariff {
  const { rows, gaps } = gridTariffs(tariffs, site)
  const gridTariffOn = (day: string): FoundRow<GridTariff> | null => (rows === null ? null : rowOn(rows, day))
  const hourOf = localHours(CALENDAR)
  const days = new Map<string, DayRates>()
  return {
    currency: 'NOK',
    calendar: CALENDAR,
    contract,
    billingResolution: site.billingResolution ?? 'PT60M',
    vatOnNegativeSpot: site.vatOnNegativeSpot ?? false,
    gaps,
    gridTariffOn,
    vatRateOn: (day) => vatOn(tariffs, site.county, day).rate,
    ratesIn: (index) => {
      const hour = hourOf(index)
      const known = days.get(hour.day)
      const rates = known ?? ratesOn(hour.day, { tariffs, site, contract, grid: gridTariffOn(hour.day) })
      if (known === undefined) days.set(hour.day, rates)
      return ratesOf(rates, hour)
    },
  }
}

/** Written out: it is made for every hour, and copying an object takes ten times as long. */
function ratesOf(rates: DayRates, hour: LocalHour): HourRates {
  const { energy, electricityTax, enova, vatRate, support, norgespris, isEstimate } = rates
  const gridEnergy = energy === null ? 0 : chargeIn(energy, hour)
  return { gridEnergy, electricityTax, enova, vatRate, support, norgespris, isEstimate }
}

/** Rates that hold all day. */
interface DayRates extends Omit<HourRates, 'gridEnergy'> {
  readonly energy: GridTariff['energy'] | null
}

interface DayTerms {
  readonly tariffs: Tariffs
  readonly site: NorwegianSite
  readonly contract: Contract
  readonly grid: FoundRow<GridTariff> | null
}

function ratesOn(day: string, terms: DayTerms): DayRates {
  const { tariffs, site, grid } = terms
  const enova = rowOn(tariffs.enovaLevy.rows, day)
  const tax = electricityTaxOn(day, terms)
  const vat = vatOn(tariffs, site.county, day)
  const support = supportOn(day, terms)
  const norgespris = norgesprisOn(day, terms)
  return {
    energy: grid === null ? null : grid.row.energy,
    electricityTax: tax.perKwh,
    enova: enova.row.orePerKwh / ORE,
    vatRate: vat.rate,
    support: support === null ? null : support.terms,
    norgespris: norgespris === null ? null : norgespris.level,
    isEstimate:
      grid === null || [grid, enova, tax, vat, support, norgespris].some((found) => found?.carried === true),
  }
}

function electricityTaxOn(
  day: string,
  { tariffs, site }: DayTerms,
): { readonly perKwh: number; readonly carried: boolean } {
  if (isTaxFree(tariffs, site)) return { perKwh: 0, carried: false }
  const { row, carried } = rowOn(tariffs.electricityTax.rows, day)
  return { perKwh: row.orePerKwh / ORE, carried }
}

function supportOn(
  day: string,
  { tariffs, site, contract }: DayTerms,
): { readonly terms: SupportTerms; readonly carried: boolean } | null {
  const entitled = 'support' in contract && contract.support && site.isHolidayHome !== true
  if (!entitled) return null
  const { row, carried } = rowOn(tariffs.support.rows, day)
  if (usedSoFar(site, day) >= row.capKwh) return null
  return { terms: { threshold: row.thresholdOre / ORE, share: row.share }, carried }
}

function norgesprisOn(
  day: string,
  { tariffs, site, contract }: DayTerms,
): { readonly level: number; readonly carried: boolean } | null {
  if (contract.kind !== 'norgespris') return null
  const { row, carried } = rowOn(tariffs.norgespris.rows, day)
  const cap = site.isHolidayHome === true ? row.capHolidayHomeKwh : row.capHomeKwh
  return usedSoFar(site, day) >= cap ? null : { level: row.orePerKwh / ORE, carried }
}

/** What the plan itself will use is left out: it moves the end of the month by little, and is not known before it is made. */
function usedSoFar({ monthToDate }: TariffSite, day: string): number {
  return monthToDate !== undefined && day.startsWith(monthToDate.month) ? monthToDate.kwh : 0
}

function gridTariffs(
  { gridCompanies }: Tariffs,
  { gridCompany, isHolidayHome = false }: TariffSite,
): { readonly rows: DatedRows<GridTariff> | null; readonly gaps: readonly TariffGap[] } {
  const company = findGridCompany(gridCompanies, gridCompany)
  const group = isHolidayHome ? 'holiday-home' : 'home'
  const rows = company?.tariffs.get(group) ?? null
  if (rows !== null) return { rows, gaps: [] }
  const missing =
    company === undefined
      ? unknownCompany(gridCompany)
      : `${company.name} (${company.id}) has no tariff for ${isHolidayHome ? 'holiday homes' : 'homes'} here`
  const message = `${missing}. Costs are estimates without a grid charge, and peaks cost nothing. Tell the site's grid company as data/tariffs/grid has it, or add its file there.`
  return { rows, gaps: [{ what: 'grid-tariff', message }] }
}

function unknownCompany(gridCompany: string): string {
  return gridCompany.trim() === ''
    ? 'The grid company of the site is not told'
    : `No grid tariff is known for the grid company ${gridCompany}`
}
