import { decodeJwt } from 'jose'
import type { TokenEndpointResponse } from 'oauth4webapi'
import { scopesIn } from '../scope-word.ts'
import { accessTokenClaimsSchema, PUBLISHED_SCOPES } from './wire.ts'

/** What the driver grants: as the access token tells, or the answer; `null` if neither does. */
export function grantedScopes(answer: TokenEndpointResponse): readonly string[] | null {
  return scopesInToken(answer.access_token) ?? scopesIn(answer.scope, PUBLISHED_SCOPES) ?? null
}

/**
 * Tesla tells what the driver left ticked in the access token itself. Read without checking its signature: it came
 * over TLS from the endpoint that made it, and is believed about nothing but our own reach.
 */
function scopesInToken(accessToken: string): readonly string[] | undefined {
  try {
    return [...new Set(accessTokenClaimsSchema.parse(decodeJwt(accessToken)).scp)]
  } catch {
    return undefined
  }
}
