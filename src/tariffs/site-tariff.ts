import type { Currency } from '../prices/zones.ts'
import type { Contract } from './contract.ts'
import type { FoundRow } from './dated-table.ts'
import type { GridTariff } from './grid-company.ts'
import type { Calendar } from './local-hour.ts'
import type { BillingResolution } from './tariff-site.ts'

/** All that the hour, the place and the caps decide: per kWh, without VAT, in the currency of the zone. */
export interface HourRates {
  /** On top of the contract's own; outside Norway. */
  readonly surcharge: number
  readonly gridEnergy: number
  readonly electricityTax: number
  readonly enova: number
  /** As a share. */
  readonly vatRate: number
  /** Strømstøtte: `share` of what the hour's spot price is above `threshold`; `null` if the site gets none in that hour. */
  readonly support: SupportTerms | null
  /** What replaces the hour's spot price; `null` if nothing does. */
  readonly norgespris: number | null
  /** A table was carried on past its end, or something about the site is not known. */
  readonly isEstimate: boolean
}

export interface SupportTerms {
  readonly threshold: number
  readonly share: number
}

/** Something about a site that is not known here, so that its costs are estimates. */
export interface TariffGap {
  readonly what: 'grid-tariff' | 'taxes'
  /** What is missing, for which value, what is done meanwhile, and what to do. */
  readonly message: string
}

/** The tariff of one site: what `costCurve` and `capacityRule` work with. */
export interface SiteTariff {
  readonly currency: Currency
  readonly calendar: Calendar
  readonly contract: Contract
  readonly billingResolution: BillingResolution
  readonly vatOnNegativeSpot: boolean
  readonly gaps: readonly TariffGap[]
  /** Rates of the clock hour that begins `index` hours after 1970-01-01T00:00Z. */
  readonly ratesIn: (index: number) => HourRates
  /** The grid company's tariff on a local day; `null` if none is known. */
  readonly gridTariffOn: (day: string) => FoundRow<GridTariff> | null
  /** Files of the tables that had to be carried on for a local day, past their end or back before their beginning. */
  readonly carriedOn: (day: string) => readonly string[]
  /** VAT as a share, on a local day. */
  readonly vatRateOn: (day: string) => number
}
