import type { Connection } from '../connections/connection-store.ts'
import type { HttpContext } from './dependencies.ts'

/** What the app is told when its driver comes back. */
export type Outcome =
  /** The app's own session is to confirm this with `POST /v1/connections/{id}/confirm`. */
  | { readonly status: 'confirm'; readonly connection: string; readonly confirmation: string }
  | { readonly status: 'cancelled'; readonly connection: string }
  | {
      readonly status: 'failed'
      readonly connection: string
      readonly reason: string
      /** For whoever helps the driver; holds nothing secret. */
      readonly reference: string
    }

/**
 * Where a driver goes back to in the app, with what came of it: one of the configured addresses, by the key that the
 * connection was begun with. Our own page if that key is configured no longer.
 */
export function returnAddress(
  { returnAddresses, links }: Pick<HttpContext, 'returnAddresses' | 'links'>,
  { returnTo, carmaker }: Connection,
  outcome: Outcome,
): URL {
  const target = Object.hasOwn(returnAddresses, returnTo) ? returnAddresses[returnTo] : undefined
  if (target === undefined) {
    const { status, reason } = { reason: 'unknown', ...outcome }
    return links.failed(status === 'cancelled' ? status : reason, { carmaker })
  }
  const url = new URL(target)
  for (const [name, value] of Object.entries(outcome)) url.searchParams.set(name, value)
  return url
}
