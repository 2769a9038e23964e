import type { ApiPrices } from '../config/api-prices.ts'
import type { Clock } from '../base/clock.ts'
import type { ByCarmaker, CarmakerName } from '../carmakers/registry.ts'
import type { ControlDependencies } from '../control/dependencies.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { Links } from './links.ts'
import type { Sandbox } from './sandbox.ts'

/** What the app needs from the rest of the service. */
export interface HttpDependencies {
  readonly control: ControlDependencies
  readonly metrics: Metrics
  /** The carmakers that are configured. */
  readonly carmakers: readonly CarmakerName[]
  /** Bearer key of the retailer's back end. */
  readonly apiKey: string
  /** What carmakers' APIs cost; their list prices if left out. */
  readonly apiPrices?: ByCarmaker<ApiPrices> | undefined
  /** Where drivers reach the service. Configured; never derived from a request. */
  readonly publicUrl: URL
  /** Where a driver may be sent back to, by key. Nothing else is ever redirected to but the carmaker. */
  readonly returnAddresses: Readonly<Record<string, URL>>
  readonly controller: { readonly name: string; readonly contact: string }
  /** Rejects when the database does not answer. */
  readonly ready: () => Promise<void>
  readonly sandbox: Sandbox | null
  /** Life of links and durations of requests: the machine's own time if left out, since people read in it. */
  readonly processClock?: Clock | undefined
}

/** What the routes share. */
export interface HttpContext extends HttpDependencies {
  readonly processClock: Clock
  readonly links: Links
}
