import { decodeJwt } from 'jose'
import type { TokenEndpointResponse } from 'oauth4webapi'
import { accessTokenClaimsSchema } from './wire.ts'

/** What the driver grants: as the access token tells, or the answer; `null` if neither does. */
export function grantedScopes(answer: TokenEndpointResponse): readonly string[] | null {
  return scopesInToken(answer.access_token) ?? scopesIn(answer.scope) ?? null
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

function scopesIn(scope: string | undefined): readonly string[] | undefined {
  return scope?.split(' ').filter((word) => word !== '')
}
