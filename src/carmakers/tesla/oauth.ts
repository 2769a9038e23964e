import { createCodeGrant, type OAuthApplication } from '../oauth/code-grant.ts'
import type { OAuthSurroundings } from '../oauth/oauth-fetch.ts'
import { tokenSetFrom } from '../oauth/token-set.ts'
import type { CarmakerOAuth } from '../port.ts'
import { grantedScopes } from './granted-scopes.ts'

/**
 * Never `vehicle_location`, and never `user_data`, which holds the home address.
 *
 * @NOTE `wake_up` is documented under `vehicle_cmds`, which also unlocks and starts the car: far too wide to ask for.
 * Whether these scopes suffice for it has not been confirmed by Tesla's documents. If they do not, a wake-up answers
 * `consent_missing` and a sleeping car is planned for by its last known state.
 */
export const TESLA_SCOPES = [
  'openid',
  'offline_access',
  'vehicle_device_data',
  'vehicle_charging_cmds',
] as const

/** Without a `revocationUrl` the driver ends the grant at Tesla; here the tokens are only forgotten. */
export type TeslaOAuthConfig = OAuthApplication

/**
 * Consent and tokens at Tesla. `audience` is the base URL of the Fleet API the tokens are for.
 *
 * @NOTE Tesla's refresh tokens are single use; the last one used stays valid for 24 h, for those who lost the answer.
 * Whoever refreshes stores the result before anything else.
 *
 * @throws TypeError for an address that would carry secrets in the clear.
 */
export function createTeslaOAuth(
  config: TeslaOAuthConfig,
  audience: string,
  surroundings: OAuthSurroundings,
): CarmakerOAuth {
  const grant = createCodeGrant(
    config,
    {
      // The token endpoint does not take HTTP Basic.
      clientAuthentication: 'form',
      scope: TESLA_SCOPES.join(' '),
      authorizeParameters: (locale) => ({
        locale: locale === 'nb' ? 'nb-NO' : 'en-US',
        // Asks again for what a driver left unticked at an earlier consent.
        prompt_missing_scopes: 'true',
      }),
      exchangeParameters: { audience },
    },
    surroundings,
  )
  return {
    scopes: TESLA_SCOPES,
    commandScope: 'vehicle_charging_cmds',
    authorizeUrl: (request) => grant.authorizeUrl(request),
    // Permissions that a driver unticks later are left out of the next access token; the refresh token stays good.
    renewalTellsScopes: true,
    exchangeCode: async (answer) => {
      const tokens = await grant.exchangeCode(answer)
      // Not told: all that was asked for (RFC 6749 §5.1).
      return { ...tokenSetFrom(tokens), grantedScopes: grantedScopes(tokens) ?? TESLA_SCOPES }
    },
    refresh: async (refreshToken) => {
      const tokens = await grant.refresh(refreshToken)
      return { ...tokenSetFrom(tokens, refreshToken), grantedScopes: grantedScopes(tokens) }
    },
    revoke: (refreshToken) => grant.revoke(refreshToken),
  }
}
