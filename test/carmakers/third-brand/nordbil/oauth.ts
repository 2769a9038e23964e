import { createCodeGrant, type OAuthApplication } from '../../../../src/carmakers/oauth/code-grant.ts'
import type { OAuthSurroundings } from '../../../../src/carmakers/oauth/oauth-fetch.ts'
import { tokenSetFrom } from '../../../../src/carmakers/oauth/token-set.ts'
import type { CarmakerOAuth } from '../../../../src/carmakers/port.ts'
import { scopesIn } from '../../../../src/carmakers/scope-word.ts'

const SCOPES = ['vehicle:read:data', 'vehicle:control:charging', 'offline_access'] as const

export function createNordbilOAuth(
  application: OAuthApplication,
  surroundings: OAuthSurroundings,
): CarmakerOAuth {
  const grant = createCodeGrant(
    application,
    {
      clientAuthentication: 'basic',
      scope: SCOPES.join(' '),
      authorizeParameters: (locale) => ({ ui_locales: locale }),
    },
    surroundings,
  )
  return {
    scopes: SCOPES,
    commandScope: 'vehicle:control:charging',
    renewalTellsScopes: true,
    authorizeUrl: (request) => grant.authorizeUrl(request),
    exchangeCode: async (answer) => {
      const tokens = await grant.exchangeCode(answer)
      // Not told: all that was asked for (RFC 6749 §5.1).
      return { ...tokenSetFrom(tokens), grantedScopes: scopesIn(tokens.scope, SCOPES) ?? SCOPES }
    },
    refresh: async (token) => {
      const tokens = await grant.refresh(token)
      return { ...tokenSetFrom(tokens, token), grantedScopes: scopesIn(tokens.scope, SCOPES) ?? null }
    },
    revoke: (token) => grant.revoke(token),
  }
}
