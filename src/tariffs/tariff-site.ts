import type { TimeZone } from '../base/local-time.ts'
import type { BiddingZone } from '../prices/zones.ts'
import type { Contract } from './contract.ts'
import type { County } from './county.ts'

/** Whether the bill goes by clock hours or by quarters of them. */
export type BillingResolution = 'PT60M' | 'PT15M'

/** All of a site that decides on the cost of a kWh there. What is left out is as for most homes. */
export interface TariffSite {
  readonly biddingZone: BiddingZone
  readonly timeZone: TimeZone
  /** `null` outside Norway. */
  readonly county: County | null
  /** Number or name. */
  readonly municipality: string
  /** Id (`noranett`), name or Global Location Number, as `findGridCompany` takes it. */
  readonly gridCompany: string
  /** If it is not given: spot without a surcharge, with strømstøtte for homes in Norway. */
  readonly contract?: Contract
  /** Norwegian households pay by the hour, although the market has quarters: PT60M there, PT15M elsewhere. */
  readonly billingResolution?: BillingResolution
  /** A holiday home gets no strømstøtte, has a lower cap of Norgespris, and may have other grid tariffs. */
  readonly isHolidayHome?: boolean
  /** What the metering point is told to have used, by month; of a month that is missing the caps are taken not to be reached. */
  readonly monthToDate?: readonly MonthToDate[]
  /** Whether a negative spot price carries VAT as well. Not settled what invoices do; published series add none. */
  readonly vatOnNegativeSpot?: boolean
}

/** What a metering point used in a month up to an instant, as the retailer told it. */
export interface MonthToDate {
  /** Local month, `YYYY-MM`. */
  readonly month: string
  readonly kwh: number
  /** Within the month, or at its end. */
  readonly asOf: Date
}
