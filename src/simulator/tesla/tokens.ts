import { createHash } from 'node:crypto'
import type { MintParts } from '../carmaker.ts'
import type { Grant, TokenMint, TokenRules } from '../sign-in/grants.ts'
import { teslaClient } from './client.ts'
import { signJwt } from './jwt.ts'

/** Access for 8 hours, refresh for three months; a day's grace for the last one used. */
export const TESLA_TOKEN_RULES: TokenRules = {
  accessSeconds: 28_800,
  refreshSeconds: 90 * 86_400,
  graceSeconds: 86_400,
  reuseEndsGrant: false,
  scopesStayInToken: true,
}

/** The region's prefix is part of every opaque secret. */
export const REGION_PREFIX = 'EU_'

/** Access and id tokens are JWTs, the scopes that were left ticked among their claims. */
export function createTeslaMint(parts: MintParts): TokenMint {
  const key = parts.randomness.bytes(32)
  const jwt = (grant: Grant, now: Date, extra: object): string =>
    signJwt({ ...claimsOf(parts, grant, now), jti: parts.randomness.id(), ...extra }, key)
  return {
    access: (grant, now) => jwt(grant, now, { scp: grant.scopes, ou_code: 'EU', aud: [parts.url()] }),
    refresh: ({ scopes }) =>
      scopes.includes('offline_access')
        ? REGION_PREFIX + parts.randomness.bytes(32).toString('base64url')
        : undefined,
    id: (grant, now, nonce) =>
      grant.scopes.includes('openid')
        ? jwt(grant, now, { aud: teslaClient(parts.seed).clientId, ...(nonce === null ? {} : { nonce }) })
        : undefined,
  }
}

function claimsOf(parts: MintParts, grant: Grant, now: Date): object {
  const seconds = Math.floor(now.getTime() / 1000)
  return {
    iss: `${parts.url()}/oauth2/v3`,
    azp: teslaClient(parts.seed).clientId,
    sub: createHash('sha256').update(`driver:${grant.login}`).digest('hex').slice(0, 32),
    iat: seconds,
    exp: seconds + parts.accessSeconds,
  }
}
