import { CarmakerError } from '../carmaker-error.ts'
import { createCodeGrant, type OAuthApplication } from '../oauth/code-grant.ts'
import type { OAuthSurroundings } from '../oauth/oauth-fetch.ts'
import { tokenSetFrom } from '../oauth/token-set.ts'
import type { CarmakerOAuth } from '../port.ts'

/**
 * Never `read_location` or `read_charge_locations`. `read_vin` is there so that a car that is connected already, here
 * or through its own maker, is recognised by a keyed hash and never moved silently.
 */
export const SMARTCAR_SCOPES = ['read_vin', 'read_battery', 'read_charge', 'control_charge'] as const

/** Smartcar has no RFC 7009: a grant is ended car by car. */
export type SmartcarOAuthConfig = Omit<OAuthApplication, 'revocationUrl'> & {
  /** `simulated` and `test` connect Smartcar's own made-up cars. */
  readonly mode: 'live' | 'test' | 'simulated'
}

/** What is asked of the vehicle API around the grant. */
export interface GrantCalls {
  /** Permissions that hold for every car of the grant. */
  readonly permissions: (accessToken: string) => Promise<readonly string[]>
  /** Takes the application's access to every car of the grant away. */
  readonly disconnect: (accessToken: string) => Promise<void>
}

/**
 * Consent and tokens at Smartcar Connect, per driver (v2).
 *
 * @NOTE A refresh token is dead a minute after its first use. Whoever refreshes stores the result before anything else.
 *
 * @throws TypeError for an address that would carry secrets in the clear.
 */
export function createSmartcarOAuth(
  config: SmartcarOAuthConfig,
  calls: GrantCalls,
  surroundings: OAuthSurroundings,
): CarmakerOAuth {
  const grant = createCodeGrant(
    config,
    {
      clientAuthentication: 'basic',
      // @NOTE Left out, Connect would ask for whatever the dashboard has by default, location included. With
      // `required:` a driver cannot leave out what charging by plan needs, and cars that cannot do it are not offered.
      scope: SMARTCAR_SCOPES.map((scope) => `required:${scope}`).join(' '),
      authorizeParameters: () => ({
        mode: config.mode,
        // Asks again for what a driver took back.
        approval_prompt: 'force',
        // One car a consent: those of the rest of the family are not ours to hear of.
        single_select: 'true',
        flags: 'country:NO',
      }),
    },
    surroundings,
  )
  return {
    scopes: SMARTCAR_SCOPES,
    commandScope: 'control_charge',
    authorizeUrl: (request) => grant.authorizeUrl(request),
    exchangeCode: async (answer) => {
      const tokens = tokenSetFrom(await grant.exchangeCode(answer))
      return { ...tokens, grantedScopes: await permissionsOrAsked(calls, tokens.accessToken) }
    },
    // Permissions are told by the vehicle API alone.
    renewalTellsScopes: false,
    refresh: async (refreshToken) => ({
      ...tokenSetFrom(await grant.refresh(refreshToken), refreshToken),
      grantedScopes: null,
    }),
    // Never by a refresh token that is spent for it: were the car then not disconnected, nobody could try again.
    revokesWith: 'access-token',
    revoke: (accessToken) => calls.disconnect(accessToken),
  }
}

/**
 * Not told: all that was asked for, since `required:` lets nobody leave anything out; it is asked again at the plug. The grant is
 * never given back for it: that would take the car from whoever has it connected and renews.
 */
async function permissionsOrAsked(calls: GrantCalls, accessToken: string): Promise<readonly string[]> {
  try {
    return await calls.permissions(accessToken)
  } catch (error) {
    if (error instanceof CarmakerError) return SMARTCAR_SCOPES
    throw error
  }
}
