import { decodeJwt } from 'jose'
import type { TokenEndpointResponse } from 'oauth4webapi'
import { missingRefreshToken } from '../oauth/oauth-error.ts'
import type { TokenSet } from '../port.ts'
import { accessTokenClaimsSchema } from './wire.ts'

/** Assumed where the answer does not say how long the access token lives: rather renewed too early than used dead. */
const UNTOLD_LIFETIME_SECONDS = 300

/**
 * @param previousRefreshToken stays in use if the answer brings no new one (RFC 6749 §6).
 * @throws CarmakerError `scope-missing` if there is none at all: the driver did not grant `offline_access`.
 */
export function tokenSetFrom(
  answer: TokenEndpointResponse,
  requestedScopes: readonly string[],
  previousRefreshToken?: string,
): TokenSet {
  const refreshToken = answer.refresh_token ?? previousRefreshToken
  if (refreshToken === undefined) throw missingRefreshToken()
  return {
    accessToken: answer.access_token,
    refreshToken,
    expiresInSeconds: answer.expires_in ?? UNTOLD_LIFETIME_SECONDS,
    grantedScopes: scopesInToken(answer.access_token) ?? scopesIn(answer.scope) ?? requestedScopes,
  }
}

/**
 * Tesla tells what the driver left ticked in the access token itself. Read without checking its signature: it came
 * over TLS from the endpoint that made it, and is believed about nothing but our own reach.
 */
function scopesInToken(accessToken: string): readonly string[] | undefined {
  try {
    return accessTokenClaimsSchema.parse(decodeJwt(accessToken)).scp
  } catch {
    return undefined
  }
}

/** RFC 6749 §5.1: an answer without `scope` grants what was asked for. */
function scopesIn(scope: string | undefined): readonly string[] | undefined {
  return scope?.split(' ').filter((word) => word !== '')
}
