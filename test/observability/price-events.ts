import type { PriceEvents } from '../../src/observability/price-events.ts'

/** Everything that can happen to the prices of a day, once each; a day comes whole and then in part. */
export function recordPrices(
  events: PriceEvents,
  day: { readonly source: string; readonly zone: string; readonly day: string },
): void {
  const askAgainAt = new Date('2024-12-12T12:05:00Z')
  const document = { ...day, slots: 24, quality: 'final', revision: 1, horizonHours: 34 }
  events.pricesImported({ ...document, missing: 0 })
  events.pricesImported({ ...document, missing: 2 })
  events.pricesUnchanged(day)
  events.pricesNotPublished({ ...day, askAgainAt })
  events.pricesRefused({ ...day, code: 'wrong-length', fault: '25 slots, expected 24', askAgainAt })
  events.priceFetchFailed({ ...day, error: new Error('x'), fault: 'answered 503', askAgainAt })
  const compared = { ...day, otherSource: 'entsoe', independence: 'same-origin', compared: 24 } as const
  events.pricesAgree(compared)
  events.pricesCorrected({
    ...{ ...day, revision: 2, compared: 24, changed: 3 },
    ...{ largestEurPerMwh: 31.5, largestAt: askAgainAt },
  })
  events.pricesDiffer({
    ...{ ...compared, differing: 24, likely: 'vat' },
    ...{ medianEurPerMwh: 20, largestEurPerMwh: 31.5, largestAt: askAgainAt },
  })
  events.tariffTablesEnd([{ table: 'norway/support.yaml', lastDay: '2026-12-31', advice: 'Add a row.' }])
  events.exchangeRateFailed({ source: 'norges-bank', currency: 'NOK', error: new Error('x') })
  const { zone, source } = day
  events.priceFeedsSeen([{ zone, source, ageSeconds: 60, horizonSeconds: 122_400 }])
}

/** What the metrics say after it, of prices from hvakosterstrommen for NO2. */
export const PRICE_SAMPLES: readonly string[] = [
  'ladeplan_tariff_tables_ending 1',
  'ladeplan_price_fetch_total{source="hvakosterstrommen",outcome="imported"} 1',
  'ladeplan_price_fetch_total{source="hvakosterstrommen",outcome="failed"} 1',
  'ladeplan_price_fetch_total{source="hvakosterstrommen",outcome="partial"} 1',
  'ladeplan_price_fetch_total{source="hvakosterstrommen",outcome="unchanged"} 1',
  'ladeplan_price_fetch_total{source="hvakosterstrommen",outcome="not-published"} 1',
  'ladeplan_price_fetch_total{source="hvakosterstrommen",outcome="refused"} 1',
  'ladeplan_price_refusals_total{source="hvakosterstrommen",code="wrong-length"} 1',
  'ladeplan_price_corrections_total{zone="NO2",source="hvakosterstrommen"} 1',
  'ladeplan_price_comparisons_total{outcome="agree",independence="same-origin"} 1',
  'ladeplan_price_comparisons_total{outcome="differ",independence="same-origin"} 1',
  'ladeplan_price_differences_total{zone="NO2",likely="vat"} 1',
  'ladeplan_exchange_rate_failures_total{source="norges-bank"} 1',
  'ladeplan_price_feed_horizon_seconds{zone="NO2",source="hvakosterstrommen"} 122400',
  'ladeplan_price_feed_age_seconds{zone="NO2",source="hvakosterstrommen"} 60',
]
