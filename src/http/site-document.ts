import { zoneFacts } from '../prices/zones.ts'
import type { KnownSite } from '../sites/site.ts'
import { billGaps } from '../tariffs/bill-gaps.ts'
import { tariffAt } from '../tariffs/shipped-tariffs.ts'
import type { MonthToDate } from '../tariffs/tariff-site.ts'

/** A site as the API shows it: what decides on the cost of a kWh there, and what of its bill is not known. */
export function siteDocument(id: string, { monthToDate = [], ...site }: KnownSite, now: Date) {
  return {
    id,
    biddingZone: site.biddingZone,
    /** ISO 4217; of all amounts of the site. */
    currency: zoneFacts(site.biddingZone).currency,
    timeZone: site.timeZone,
    county: site.county,
    municipality: site.municipality || null,
    gridCompany: site.gridCompany || null,
    contract: site.contract,
    billingResolution: site.billingResolution,
    isHolidayHome: site.isHolidayHome,
    maxPowerKw: site.maxPowerKw,
    gridLimitKw: site.gridLimitKw,
    driverLimitKw: site.driverLimitKw,
    monthsToDate: monthToDate.map(monthDocument),
    gaps: billGaps(tariffAt(site), now),
  }
}

export function monthDocument({ month, kwh, asOf }: MonthToDate) {
  return { month, kwh, asOf }
}
