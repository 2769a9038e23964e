import { CarmakerError } from '../carmakers/carmaker-error.ts'
import type { Connection } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'

/** After this a token is forgotten whether or not the carmaker answered: without its key it is noise. */
export const REVOCATION_HOURS = 24
const RETRY_SECONDS = 15 * 60

/**
 * Revokes one token at the carmaker (RFC 7009).
 *
 * @param open gives the refresh token in clear; `undefined` if there is none left
 * @returns seconds until it may be tried again; `null` if nothing is left to revoke
 */
export async function revokeToken(
  deps: ConnectionDependencies,
  { carmaker }: Connection,
  open: () => Promise<string | undefined>,
): Promise<number | null> {
  try {
    const refreshToken = await open()
    if (refreshToken !== undefined) await deps.carmaker(carmaker).oauth.revoke(refreshToken)
    return null
  } catch (error) {
    if (error instanceof CarmakerError && error.code === 'consent-revoked') return null
    // Also a fault of ours, such as a wrong client secret: the tokens are live, and we may be mended within the day.
    deps.events.somethingFailed({ where: 'revocation', error })
    const told = error instanceof CarmakerError ? error.retryAfterSeconds : undefined
    return told ?? RETRY_SECONDS
  }
}
