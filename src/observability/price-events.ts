import { errorFacts } from './error-facts.ts'
import type { LogEvents } from './log-events.ts'
import { label } from './metrics.ts'
import type { Tools, WithThrown } from './recorder.ts'

/** How old a source's newest document of a zone is, and how far its whole days reach from now on. */
export interface PriceFeedSeen {
  readonly zone: string
  readonly source: string
  readonly ageSeconds: number
  /** `null`: it never gave a whole day. */
  readonly horizonSeconds: number | null
}

/** What happens to prices. */
export interface PriceEvents {
  /** A document that was not known before; partial if slots are missing. */
  pricesImported(facts: LogEvents['prices-imported']): void
  pricesUnchanged(facts: LogEvents['prices-unchanged']): void
  pricesNotPublished(facts: LogEvents['prices-not-published']): void
  /** A document came and was kept out whole. */
  pricesRefused(facts: LogEvents['prices-refused']): void
  priceFetchFailed(facts: WithThrown<LogEvents['price-fetch-failed']>): void
  /** A complete day has another revision; plans follow it. */
  pricesCorrected(facts: LogEvents['prices-corrected']): void
  pricesAgree(facts: LogEvents['prices-agree']): void
  pricesDiffer(facts: LogEvents['prices-differ']): void
  exchangeRateFailed(facts: WithThrown<LogEvents['exchange-rate-failed']>): void
  /** Tables of taxes and tariffs that end soon or have ended; all of them, once a day. */
  tariffTablesEnd(tables: readonly LogEvents['tariff-table-ends'][]): void
  /** How many sites have each kind of gap in their bill; a gauge only. */
  siteGapsSeen(counts: ReadonlyMap<string, number>): void
  /** All feeds there are; gauges only. */
  priceFeedsSeen(feeds: readonly PriceFeedSeen[]): void
}

export function priceEvents({ log, metrics, record }: Tools): PriceEvents {
  const count = (source: string, outcome: string): void => {
    metrics.priceFetches.inc({ source: label(source), outcome })
  }
  return {
    pricesImported: record((facts) => {
      count(facts.source, facts.missing === 0 ? 'imported' : 'partial')
      log.event('prices-imported', facts)
    }),
    pricesUnchanged: record((facts) => {
      count(facts.source, 'unchanged')
      log.event('prices-unchanged', facts)
    }),
    pricesNotPublished: record((facts) => {
      count(facts.source, 'not-published')
      log.event('prices-not-published', facts)
    }),
    pricesRefused: record((facts) => {
      count(facts.source, 'refused')
      metrics.priceRefusals.inc({ source: label(facts.source), code: label(facts.code) })
      log.event('prices-refused', facts)
    }),
    priceFetchFailed: record((facts) => {
      count(facts.source, 'failed')
      log.event('price-fetch-failed', { ...facts, error: errorFacts(facts.error) })
    }),
    exchangeRateFailed: record((facts) => {
      metrics.rateFailures.inc({ source: label(facts.source) })
      log.event('exchange-rate-failed', { ...facts, error: errorFacts(facts.error) })
    }),
    tariffTablesEnd: record((tables) => {
      metrics.tariffTablesEnding.set(tables.length)
      for (const table of tables) log.event('tariff-table-ends', table)
    }),
    ...comparisonEvents({ log, metrics, record }),
    siteGapsSeen: record((counts) => {
      for (const [gap, sites] of counts) metrics.sitesWithGaps.set({ gap: label(gap) }, sites)
    }),
    priceFeedsSeen: record((feeds) => {
      for (const { zone, source, ageSeconds, horizonSeconds } of feeds) {
        const labels = { zone: label(zone), source: label(source) }
        metrics.priceAge.set(labels, ageSeconds)
        metrics.priceHorizon.set(labels, horizonSeconds ?? 0)
      }
    }),
  }
}

function comparisonEvents({
  log,
  metrics,
  record,
}: Tools): Pick<PriceEvents, 'pricesCorrected' | 'pricesAgree' | 'pricesDiffer'> {
  return {
    pricesCorrected: record((facts) => {
      metrics.priceCorrections.inc({ zone: label(facts.zone), source: label(facts.source) })
      log.event('prices-corrected', facts)
    }),
    pricesAgree: record((facts) => {
      metrics.priceComparisons.inc({ outcome: 'agree', independence: facts.independence })
      log.event('prices-agree', facts)
    }),
    pricesDiffer: record((facts) => {
      metrics.priceComparisons.inc({ outcome: 'differ', independence: facts.independence })
      metrics.priceDifferences.inc({ zone: label(facts.zone), likely: label(facts.likely) })
      log.event('prices-differ', facts)
    }),
  }
}
