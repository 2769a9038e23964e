import type { Connection } from '../connections/connection-store.ts'
import { isConsentOpen } from '../connections/consent-open.ts'
import { connectionHealth } from '../vehicles/connection-health.ts'
import type { HttpContext } from './dependencies.ts'

/** A connection as the API shows it; with a fresh link to the consent page where consent is still to be given. */
export async function connectionDocument(
  { links, control }: Pick<HttpContext, 'links' | 'control'>,
  connection: Connection,
) {
  const now = control.clock.now()
  const known = await connectionHealth(control.db, connection.id, now)
  const consent = isConsentOpen(connection, now)
    ? await links.consent(connection.id, connection.language)
    : undefined
  return {
    id: connection.id,
    driverId: connection.driverId,
    carmaker: connection.carmaker,
    siteId: connection.siteId,
    state: connection.state,
    language: connection.language,
    createdAt: connection.createdAt,
    connectedAt: connection.connectedAt,
    withdrawingAt: connection.withdrawingAt,
    withdrawnAt: connection.withdrawnAt,
    revokedAt: connection.revokedAt,
    consentEndsAt: connection.consentEndsAt,
    missingScopes: connection.missingScopes,
    lastFetchAt: known?.lastFetchAt ?? null,
    health: known?.health ?? null,
    consentUrl: consent?.url.href ?? null,
    /** Real time: links do not follow the world's clock. */
    consentUrlExpiresAt: consent?.expiresAt ?? null,
  }
}
