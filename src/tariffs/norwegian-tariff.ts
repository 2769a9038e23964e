import { MARKET_TIME_ZONE } from '../base/local-time.ts'
import type { Contract } from './contract.ts'
import type { County } from './county.ts'
import { type DatedRows, type FoundRow, rowOn } from './dated-table.ts'
import { findGridCompany, type GridTariff } from './grid-company.ts'
import { chargeIn } from './hour-rules.ts'
import { gridFile, TABLE_FILES, type Tariffs } from './load-tariffs.ts'
import { type Calendar, type LocalHour, localHours } from './local-hour.ts'
import { type DaySchemes, schemesOn } from './schemes.ts'
import type { HourRates, SiteTariff, TariffGap } from './site-tariff.ts'
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
  const { file, rows, gaps } = gridTariffs(tariffs, site)
  const gridTariffOn = (day: string): FoundRow<GridTariff> | null => (rows === null ? null : rowOn(rows, day))
  const hourOf = localHours(CALENDAR)
  const days = new Map<string, DayRates>()
  const ratesOf = (day: string): DayRates => {
    const known = days.get(day)
    if (known !== undefined) return known
    const rates = ratesOn(day, { tariffs, site, contract, grid: gridTariffOn(day), gridFile: file })
    days.set(day, rates)
    return rates
  }
  return {
    currency: 'NOK',
    calendar: CALENDAR,
    contract,
    billingResolution: site.billingResolution ?? 'PT60M',
    vatOnNegativeSpot: site.vatOnNegativeSpot ?? false,
    gaps,
    gridTariffOn,
    vatRateOn: (day) => vatOn(tariffs, site.county, day).rate,
    carriedOn: (day) => ratesOf(day).carried,
    ratesIn: (index) => {
      const hour = hourOf(index)
      return ratesInHour(ratesOf(hour.day), hour, index)
    },
  }
}

/** Written out: it is made for every hour, and copying an object takes ten times as long. */
function ratesInHour(rates: DayRates, hour: LocalHour, index: number): HourRates {
  const { energy, electricityTax, enova, vatRate, schemes, isEstimate } = rates
  const gridEnergy = energy === null ? 0 : chargeIn(energy, hour)
  const { support, norgespris, cappedFrom } = schemes
  if (index >= cappedFrom) {
    return {
      surcharge: 0,
      gridEnergy,
      electricityTax,
      enova,
      vatRate,
      support: null,
      norgespris: null,
      isEstimate,
    }
  }
  // The cap was reached at some time before it was told; when is not known.
  const mayBeCapped = cappedFrom !== Infinity
  return {
    surcharge: 0,
    gridEnergy,
    electricityTax,
    enova,
    vatRate,
    support,
    norgespris,
    isEstimate: isEstimate || mayBeCapped,
  }
}

/** Rates that hold all day. */
interface DayRates extends Omit<HourRates, 'surcharge' | 'gridEnergy' | 'support' | 'norgespris'> {
  readonly energy: GridTariff['energy'] | null
  readonly schemes: DaySchemes
  readonly carried: readonly string[]
}

interface DayTerms {
  readonly tariffs: Tariffs
  readonly site: NorwegianSite
  readonly contract: Contract
  readonly grid: FoundRow<GridTariff> | null
  readonly gridFile: string
}

function ratesOn(day: string, terms: DayTerms): DayRates {
  const { tariffs, site, grid, gridFile: file } = terms
  const enova = rowOn(tariffs.enovaLevy.rows, day)
  const tax = isTaxFree(tariffs, site) ? NO_TAX : rowOn(tariffs.electricityTax.rows, day)
  const vat = vatOn(tariffs, site.county, day)
  const schemes = schemesOn(day, terms)
  const tables = [
    [TABLE_FILES.vat, vat.carried],
    [TABLE_FILES.electricityTax, tax.carried],
    [TABLE_FILES.enovaLevy, enova.carried],
    [file, grid?.carried ?? false],
  ] as const
  const carried = [...tables.flatMap(([table, isCarried]) => (isCarried ? [table] : [])), ...schemes.carried]
  return {
    energy: grid === null ? null : grid.row.energy,
    electricityTax: tax.row.orePerKwh / ORE,
    enova: enova.row.orePerKwh / ORE,
    vatRate: vat.rate,
    schemes,
    carried,
    isEstimate: grid === null || carried.length > 0 || schemes.isGuess,
  }
}

const NO_TAX = { row: { orePerKwh: 0 }, carried: false }

interface FoundTariffs {
  readonly file: string
  readonly rows: DatedRows<GridTariff> | null
  readonly gaps: readonly TariffGap[]
}

function gridTariffs(
  { gridCompanies }: Tariffs,
  { gridCompany, isHolidayHome = false }: TariffSite,
): FoundTariffs {
  const company = findGridCompany(gridCompanies, gridCompany)
  const file = gridFile(company?.id ?? gridCompany)
  const rows = company?.tariffs.get(isHolidayHome ? 'holiday-home' : 'home') ?? null
  if (rows !== null) return { file, rows, gaps: [] }
  const missing =
    company === undefined
      ? unknownCompany(gridCompany)
      : `${company.name} (${company.id}) has no tariff for ${isHolidayHome ? 'holiday homes' : 'homes'} here`
  const message = `${missing}. Costs are estimates without a grid charge, and peaks cost nothing. Tell the site's grid company as data/tariffs/grid has it, or add its file there.`
  return { file, rows, gaps: [{ what: 'grid-tariff', message }] }
}

function unknownCompany(gridCompany: string): string {
  return gridCompany.trim() === ''
    ? 'The grid company of the site is not told'
    : `No grid tariff is known for the grid company ${gridCompany}`
}
