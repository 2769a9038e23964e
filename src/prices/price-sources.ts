import type { Clock } from '../base/clock.ts'
import type { PricesConfig } from '../config/prices-config.ts'
import type { PriceSourceName } from '../config/env-prices.ts'
import type { Secret, Secrets } from '../config/secrets.ts'
import type { PriceSource } from './port.ts'
import { createElprisetjustnu } from './sources/elprisetjustnu/client.ts'
import { createEntsoe } from './sources/entsoe/client.ts'
import { createPriceFiles } from './sources/file/source.ts'
import { createHvakosterstrommen } from './sources/hvakosterstrommen/client.ts'
import { createRetailerFeed } from './sources/retailer-feed/client.ts'
import { BIDDING_ZONES } from './zones.ts'

/**
 * The configured sources of day-ahead prices, in the order in which they are asked.
 *
 * @param clock process time
 * @throws Error if price files are configured and cannot be read
 */
export function createPriceSources(config: PricesConfig, secrets: Secrets, clock: Clock): PriceSource[] {
  const create: Readonly<Record<PriceSourceName, () => PriceSource>> = {
    'retailer-feed': () =>
      createRetailerFeed({
        baseUrl: needed(config.retailerFeedUrl, 'RETAILER_FEED_URL'),
        token: neededSecret(secrets.retailerFeedToken, 'RETAILER_FEED_TOKEN'),
        zones: BIDDING_ZONES,
      }),
    entsoe: () =>
      createEntsoe({
        baseUrl: config.entsoeUrl,
        fallbackBaseUrl: config.entsoeFallbackUrl ?? undefined,
        securityToken: neededSecret(secrets.entsoeToken, 'ENTSOE_TOKEN'),
        clock,
      }),
    hvakosterstrommen: () => createHvakosterstrommen({ baseUrl: config.hvakosterstrommenUrl }),
    elprisetjustnu: () => createElprisetjustnu({ baseUrl: config.elprisetjustnuUrl }),
    file: () => createPriceFiles({ path: needed(config.files, 'PRICE_FILES') }),
  }
  return config.sources.map((name) => create[name]())
}

/** The configuration is checked before; said rather than assumed. */
function needed(value: string | null, name: string): string {
  if (value === null) throw new Error(`${name} is missing for a source of prices that is asked`)
  return value
}

function neededSecret(value: Secret | null, name: string): Secret {
  if (value === null) throw new Error(`${name} is missing for a source of prices that is asked`)
  return value
}
