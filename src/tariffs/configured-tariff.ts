import { zoneFacts } from '../prices/zones.ts'
import { type ConfiguredContract, type Contract, hourlyCharge } from './contract.ts'
import { rowOn } from './dated-table.ts'
import { chargeIn } from './hour-rules.ts'
import { type Calendar, localHours } from './local-hour.ts'
import type { HourRates, SiteTariff } from './site-tariff.ts'
import type { TariffSite } from './tariff-site.ts'
import type { TariffElsewhere } from './tariffs-elsewhere.ts'

/** The tariff of a site whose whole bill is stated in its contract. */
export function configuredTariff(site: TariffSite, contract: ConfiguredContract): SiteTariff {
  const calendar = calendarOf(site)
  const charge = hourlyCharge(contract.gridCharge)
  const hourOf = localHours(calendar)
  const { energyTax, vatRate } = contract
  const rates = { ...NOTHING, electricityTax: energyTax, vatRate, isEstimate: false }
  return {
    ...elsewhere(site, contract),
    calendar,
    gaps: [],
    vatRateOn: () => contract.vatRate,
    ratesIn: (index) => ({ ...rates, gridEnergy: chargeIn(charge, hourOf(index)) }),
  }
}

/** The tariff of a site outside Norway whose bill the retailer has stated for its bidding zone, in the file named `file`. */
export function filedTariff(
  site: TariffSite,
  contract: Contract,
  { tariff, file }: { readonly tariff: TariffElsewhere; readonly file: string },
): SiteTariff {
  const calendar = calendarOf(site)
  const hourOf = localHours(calendar)
  const { rows } = tariff
  return {
    ...elsewhere(site, contract),
    vatOnNegativeSpot: site.vatOnNegativeSpot ?? tariff.vatOnNegativeSpot,
    calendar,
    gaps: [],
    carriedOn: (day) => (rowOn(rows, day).carried ? [file] : []),
    vatRateOn: (day) => rowOn(rows, day).row.vatRate,
    ratesIn: (index) => {
      const hour = hourOf(index)
      const { row, carried } = rowOn(rows, hour.day)
      const { surcharge, energyTax, vatRate, gridCharge } = row
      const gridEnergy = chargeIn(gridCharge, hour)
      return { ...NOTHING, surcharge, gridEnergy, electricityTax: energyTax, vatRate, isEstimate: carried }
    },
  }
}

/** A site outside Norway whose bill nobody has stated: what is known of the energy, as an estimate, without taxes. */
export function untoldTariff(site: TariffSite, contract: Contract): SiteTariff {
  const message = `Taxes and grid charge in ${site.biddingZone} are not known. Costs are estimates of the energy alone. Give the site a contract of kind "configured", or name a file with the tariffs of the zone in TARIFF_FILE.`
  return {
    ...elsewhere(site, contract),
    calendar: calendarOf(site),
    gaps: [{ what: 'taxes', message }],
    vatRateOn: () => 0,
    ratesIn: () => NOTHING,
  }
}

const NOTHING: HourRates = {
  surcharge: 0,
  gridEnergy: 0,
  electricityTax: 0,
  enova: 0,
  vatRate: 0,
  support: null,
  norgespris: null,
  isEstimate: true,
}

function elsewhere(
  site: TariffSite,
  contract: Contract,
): Pick<
  SiteTariff,
  'currency' | 'contract' | 'billingResolution' | 'vatOnNegativeSpot' | 'gridTariffOn' | 'carriedOn'
> {
  return {
    currency: zoneFacts(site.biddingZone).currency,
    contract,
    billingResolution: site.billingResolution ?? 'PT15M',
    vatOnNegativeSpot: site.vatOnNegativeSpot ?? false,
    gridTariffOn: () => null,
    carriedOn: () => [],
  }
}

/** The names of bidding zones begin with the ISO 3166 code of the country. */
function calendarOf({ timeZone, biddingZone }: TariffSite): Calendar {
  return { timeZone, country: biddingZone.slice(0, 2) }
}
