import type { BiddingZone } from '../prices/port.ts'
import type { TimeZone } from '../base/local-time.ts'
import type { County } from '../tariffs/county.ts'

/** Where a car charges, as coarse as its cost allows. It is made from an address and never holds one. */
export interface Site {
  readonly biddingZone: BiddingZone
  readonly county: County
  readonly municipality: string
  readonly gridCompany: string
  /** What the installation can deliver to the car. */
  readonly maxPowerKw: number
  readonly timeZone: TimeZone
}
