import type { Generated } from 'kysely'

/** Append-only: one row per document of a source. */
export interface PriceDayTable {
  zone: string
  day: string
  source: string
  revision: number
  /** In order of writing. */
  ordinal: Generated<number>
  preference: number
  fetched_at: Date
  step_minutes: number
  quality: string
  currency: string
  rate: number | null
  rate_source: string | null
  eur_per_mwh: (number | null)[] | null
  per_kwh: (number | null)[]
  is_complete: boolean
  content_hash: string
}

export interface PriceAskTable {
  zone: string
  day: string
  source: string
  asked_at: Date
  times: number
  outcome: string
  not_before: Date | null
}

/** Documents that were kept out; the same of a day and source is one row. */
export interface PriceRefusalTable {
  /** In order of the first time. */
  id: Generated<number>
  zone: string
  day: string
  source: string
  code: string
  found: string
  expected: string
  first_refused_at: Date
  last_refused_at: Date
  times: number
  ask_again_at: Date
}

export interface ExchangeRateTable {
  currency: string
  day: string
  source: string
  rate: number
  fetched_at: Date
}

/** What the vehicles of a zone have been told of. */
export interface PriceNewsTable {
  zone: string
  ordinal: number
}
