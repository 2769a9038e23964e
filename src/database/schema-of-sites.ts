import type { ColumnType, Generated } from 'kysely'

export interface SiteTable {
  id: string
  bidding_zone: string
  county: string | null
  municipality: string
  grid_company: string
  /** JSON goes in as text and comes out parsed; the store parses it again with zod. */
  contract: ColumnType<unknown, string | undefined, string>
  billing_resolution: Generated<string>
  is_holiday_home: Generated<boolean>
  max_power_kw: number
  grid_limit_kw: number | null
  driver_limit_kw: number | null
  time_zone: string
  /** Keyed hash of the retailer's own reference to the site. */
  reference_hash: string | null
  consumption_settled_to: Date | null
}

/** Dropped after 24 hours. A reading of power begins and ends at the same instant. */
export interface ConsumptionReadingTable {
  site_id: string
  starts_at: Date
  ends_at: Date
  import_kw: number | null
  import_kwh: number | null
}

export interface SitePeakDayTable {
  site_id: string
  /** Local day, `YYYY-MM-DD`. */
  day: string
  peak_kw: number
}

/** Says nothing of any day. */
export interface SiteProfileTable {
  site_id: string
  local_hour: number
  mean_kw: number
  spread_kw: number | null
}

/** Told by the retailer, never made from readings. */
export interface SiteMonthTable {
  site_id: string
  /** Local month, `YYYY-MM`. */
  month: string
  kwh: number
  /** `kwh` is of the month up to here. */
  as_of: Date
}
