import { zoneFacts } from '../prices/zones.ts'
import { configuredCharge, type ConfiguredContract, type Contract } from './contract.ts'
import { chargeIn } from './hour-rules.ts'
import { type Calendar, localHours } from './local-hour.ts'
import type { HourRates, SiteTariff } from './site-tariff.ts'
import type { TariffSite } from './tariff-site.ts'

/** The tariff of a site whose whole bill is stated in its contract. */
export function configuredTariff(site: TariffSite, contract: ConfiguredContract): SiteTariff {
  const calendar = calendarOf(site)
  const charge = configuredCharge(contract)
  const hourOf = localHours(calendar)
  const rates = {
    ...NOTHING,
    electricityTax: contract.energyTax,
    vatRate: contract.vatRate,
    isEstimate: false,
  }
  return {
    ...elsewhere(site, contract),
    calendar,
    gaps: [],
    vatRateOn: () => contract.vatRate,
    ratesIn: (index) => ({ ...rates, gridEnergy: chargeIn(charge, hourOf(index)) }),
  }
}

/** A site outside Norway whose bill nobody has stated: what is known of the energy, as an estimate, without taxes. */
export function untoldTariff(site: TariffSite, contract: Contract): SiteTariff {
  const message = `Taxes and grid charge in ${site.biddingZone} are not known. Costs are estimates of the energy alone. Give the site a contract of kind "configured".`
  return {
    ...elsewhere(site, contract),
    calendar: calendarOf(site),
    gaps: [{ what: 'taxes', message }],
    vatRateOn: () => 0,
    ratesIn: () => NOTHING,
  }
}

const NOTHING: HourRates = {
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
