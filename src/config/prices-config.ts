import type { ServerEnv } from './env.ts'
import { PRICE_SOURCES, type PriceSourceName } from './env-prices.ts'

/** Where day-ahead prices come from; tokens are in {@link Secrets}. Addresses may have a path, and end without a slash. */
export interface PricesConfig {
  /** In the order in which they are asked. */
  readonly sources: readonly PriceSourceName[]
  readonly entsoeUrl: string
  /** Of the same platform; asked when the first is down. */
  readonly entsoeFallbackUrl: string | null
  readonly hvakosterstrommenUrl: string
  readonly elprisetjustnuUrl: string
  /** Set if `retailer-feed` is among the sources. */
  readonly retailerFeedUrl: string | null
  /** A directory or a file; set if `file` is among the sources. */
  readonly files: string | null
  /** Tariffs of other countries. */
  readonly tariffFile: string | null
  /** Exchange rates. */
  readonly norgesBankUrl: string
}

export function pricesConfig(env: ServerEnv): PricesConfig {
  const settingOf: Readonly<Record<PriceSourceName, string | undefined>> = {
    'retailer-feed': env.RETAILER_FEED_URL,
    entsoe: env.ENTSOE_TOKEN,
    hvakosterstrommen: env.HVAKOSTERSTROMMEN_URL,
    elprisetjustnu: env.ELPRISETJUSTNU_URL,
    file: env.PRICE_FILES,
  }
  const { RETAILER_FEED_URL: feed, ENTSOE_FALLBACK_URL: fallback } = env
  return {
    sources: env.PRICE_SOURCES ?? PRICE_SOURCES.filter((name) => settingOf[name] !== undefined),
    entsoeUrl: baseOf(env.ENTSOE_URL),
    entsoeFallbackUrl: fallback === undefined ? null : baseOf(fallback),
    hvakosterstrommenUrl: baseOf(env.HVAKOSTERSTROMMEN_URL),
    elprisetjustnuUrl: baseOf(env.ELPRISETJUSTNU_URL),
    retailerFeedUrl: feed === undefined ? null : baseOf(feed),
    files: env.PRICE_FILES ?? null,
    tariffFile: env.TARIFF_FILE ?? null,
    norgesBankUrl: baseOf(env.NORGES_BANK_URL),
  }
}

/** A mirror or a gateway may serve a source below a path of its own. */
function baseOf(address: string): string {
  return new URL(address).href.replace(/\/+$/, '')
}
