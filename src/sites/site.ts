import type { TimeZone } from '../base/local-time.ts'
import type { BiddingZone } from '../prices/zones.ts'
import type { Contract } from '../tariffs/contract.ts'
import type { County } from '../tariffs/county.ts'
import type { BillingResolution, MonthToDate } from '../tariffs/tariff-site.ts'

/**
 * Where cars charge, as coarse as their cost allows. It is made from an address or from what the retailer knows, and never
 * holds an address. Cars behind one meter share one site.
 */
export interface Site {
  readonly biddingZone: BiddingZone
  /** `null` outside Norway. */
  readonly county: County | null
  /** Norwegian municipality by its four-digit number; empty outside Norway. */
  readonly municipality: string
  /** Id as in `data/tariffs/grid`; empty if nobody told. */
  readonly gridCompany: string
  /** What the driver has agreed with the retailer. */
  readonly contract: Contract
  readonly billingResolution: BillingResolution
  readonly isHolidayHome: boolean
  /** What the installation can deliver to one car. */
  readonly maxPowerKw: number
  /** What the whole site may draw at any instant: its main fuse. `null` if nobody told. */
  readonly gridLimitKw: number | null
  /** What the driver wants the whole site to keep below as a mean of each clock hour. `null` for no such wish. */
  readonly driverLimitKw: number | null
  readonly timeZone: TimeZone
}

/** A site as it is stored, with what the retailer has told of its months, oldest first; missing if it told nothing. */
export interface KnownSite extends Site {
  readonly monthToDate?: readonly MonthToDate[]
}
