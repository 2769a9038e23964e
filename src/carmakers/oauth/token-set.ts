import type { TokenEndpointResponse } from 'oauth4webapi'
import type { TokenSet } from '../port.ts'
import { missingRefreshToken } from './oauth-error.ts'

/** Assumed where the answer does not say how long the access token lives: rather renewed too early than used dead. */
const UNTOLD_LIFETIME_SECONDS = 300

/**
 * The tokens of an answer.
 *
 * @param previousRefreshToken stays in use if the answer brings no new one (RFC 6749 §6).
 * @throws CarmakerError `scope-missing` if there is none at all: the driver did not grant lasting access.
 */
export function tokenSetFrom(
  answer: TokenEndpointResponse,
  previousRefreshToken?: string,
): Omit<TokenSet, 'grantedScopes'> {
  const refreshToken = answer.refresh_token ?? previousRefreshToken
  if (refreshToken === undefined) throw missingRefreshToken()
  return {
    accessToken: answer.access_token,
    refreshToken,
    expiresInSeconds: answer.expires_in ?? UNTOLD_LIFETIME_SECONDS,
  }
}
