import type { Connection, ConnectionState } from '../connections/connection-store.ts'
import type { Links } from './links.ts'

/** While one of these holds, the driver may (again) be asked for consent. */
const OPEN_STATES: readonly ConnectionState[] = ['started', 'reauth_required']

/** Whether the driver may be asked for consent. */
export function isOpen(connection: Connection): boolean {
  return OPEN_STATES.includes(connection.state)
}

/** A connection as the API shows it; with a fresh link to the consent page where consent is still to be given. */
export async function connectionDocument(connection: Connection, links: Links) {
  const consent = isOpen(connection) ? await links.consent(connection.id, connection.language) : undefined
  return {
    id: connection.id,
    driverId: connection.driverId,
    carmaker: connection.carmaker,
    state: connection.state,
    language: connection.language,
    createdAt: connection.createdAt,
    connectedAt: connection.connectedAt,
    withdrawingAt: connection.withdrawingAt,
    withdrawnAt: connection.withdrawnAt,
    revokedAt: connection.revokedAt,
    consentUrl: consent?.url.href ?? null,
    /** Real time: links do not follow the world's clock. */
    consentUrlExpiresAt: consent?.expiresAt ?? null,
  }
}
