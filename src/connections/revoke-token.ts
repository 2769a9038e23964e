import { CarmakerError } from '../carmakers/carmaker-error.ts'
import { listConnections, type Connection } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'

/** After this a token is forgotten whether or not the carmaker answered: without its key it is noise. */
export const REVOCATION_HOURS = 24
const RETRY_SECONDS = 15 * 60

/**
 * Revokes one token at the carmaker (RFC 7009). A grant that cannot be revoked without taking the cars from the one that
 * has replaced it is only forgotten.
 *
 * @param open gives the refresh token in clear; `undefined` if there is none left
 * @returns seconds until it may be tried again; `null` if nothing is left to revoke
 */
export async function revokeToken(
  deps: ConnectionDependencies,
  { driverId, carmaker }: Connection,
  open: () => Promise<string | undefined>,
): Promise<number | null> {
  const { capabilities, oauth } = deps.carmaker(carmaker)
  if (!capabilities.separableGrants && (await isConnected(deps, { driverId, carmaker }))) return null
  try {
    const refreshToken = await open()
    if (refreshToken !== undefined) await oauth.revoke(refreshToken)
    return null
  } catch (error) {
    if (error instanceof CarmakerError && error.code === 'consent-revoked') return null
    // Also a fault of ours, such as a wrong client secret: the tokens are live, and we may be mended within the day.
    deps.events.somethingFailed({ where: 'revocation', error })
    const told = error instanceof CarmakerError ? error.retryAfterSeconds : undefined
    return told ?? RETRY_SECONDS
  }
}

async function isConnected(
  { db }: ConnectionDependencies,
  driver: Pick<Connection, 'driverId' | 'carmaker'>,
): Promise<boolean> {
  return (await listConnections(db, driver)).some(({ state }) => state === 'connected')
}
