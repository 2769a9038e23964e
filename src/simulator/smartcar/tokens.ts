import type { MintParts } from '../carmaker.ts'
import type { TokenMint, TokenRules } from '../sign-in/grants.ts'

/** Access for 2 hours, refresh for 60 days; a minute's grace for the last one used. */
export const SMARTCAR_TOKEN_RULES: TokenRules = {
  accessSeconds: 7_200,
  refreshSeconds: 60 * 86_400,
  graceSeconds: 60,
  reuseEndsGrant: false,
  scopesStayInToken: false,
}

/** Opaque, as UUIDs. */
export function createSmartcarMint({ randomness }: Pick<MintParts, 'randomness'>): TokenMint {
  return { access: () => randomness.id(), refresh: () => randomness.id() }
}
