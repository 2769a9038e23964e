import * as oauth from 'oauth4webapi'
import { isLoopback, requireSafeAddress } from '../http.ts'
import type { AuthorizationAnswer, AuthorizationRequest, CarmakerOAuth, TokenSet } from '../port.ts'
import { callbackError, toCarmakerError, type Grant } from './oauth-error.ts'
import { createOAuthFetch, type OAuthSurroundings } from './oauth-fetch.ts'
import { tokenSetFrom } from './tokens.ts'

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

export interface TeslaOAuthConfig {
  readonly authorizeUrl: string
  readonly tokenUrl: string
  /** Compared with the callback's `iss`, letter for letter, where there is one (RFC 9207 §2.4). */
  readonly issuer: string
  /** RFC 7009. Without one the driver ends the grant at Tesla; here the tokens are only forgotten. */
  readonly revocationUrl?: string | undefined
  readonly clientId: string
  readonly clientSecret: string
  /** As registered with Tesla; never built from a request (RFC 9700 §2.1). */
  readonly redirectUri: string
}

/**
 * Authorization code with PKCE and state, refresh and revocation (RFC 6749, 7636, 7009).
 * @throws TypeError for an address that would carry secrets in the clear.
 */
export function createTeslaOAuth(config: TeslaOAuthConfig, surroundings: OAuthSurroundings): CarmakerOAuth {
  const { tokenUrl, revocationUrl } = config
  requireSafeAddress(tokenUrl)
  if (revocationUrl !== undefined) requireSafeAddress(revocationUrl)
  const setup: Setup = {
    config,
    surroundings,
    server: {
      issuer: config.issuer,
      token_endpoint: tokenUrl,
      ...(revocationUrl === undefined ? {} : { revocation_endpoint: revocationUrl }),
    },
    client: { client_id: config.clientId },
    // In the form body: the token endpoint does not take HTTP Basic.
    secret: oauth.ClientSecretPost(config.clientSecret),
  }
  return {
    scopes: TESLA_SCOPES,
    authorizeUrl: (request) => authorizeUrl(config, request),
    exchangeCode: (answer) => translated(tokenUrl, () => exchangeCode(setup, answer)),
    refresh: (refreshToken) => translated(tokenUrl, () => refresh(setup, refreshToken)),
    async revoke(refreshToken) {
      if (revocationUrl !== undefined) await translated(revocationUrl, () => revoke(setup, refreshToken))
    },
  }
}

interface Setup {
  readonly config: TeslaOAuthConfig
  readonly surroundings: OAuthSurroundings
  readonly server: oauth.AuthorizationServer
  readonly client: oauth.Client
  readonly secret: oauth.ClientAuth
}

function authorizeUrl(config: TeslaOAuthConfig, request: AuthorizationRequest): URL {
  const url = new URL(config.authorizeUrl)
  const parameters = {
    response_type: 'code',
    client_id: config.clientId,
    redirect_uri: config.redirectUri,
    scope: TESLA_SCOPES.join(' '),
    state: request.state,
    code_challenge: request.codeChallenge,
    code_challenge_method: 'S256',
    locale: request.locale === 'nb' ? 'nb-NO' : 'en-US',
    // Asks again for what a driver left unticked at an earlier consent.
    prompt_missing_scopes: 'true',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url
}

async function exchangeCode(setup: Setup, answer: AuthorizationAnswer): Promise<TokenSet> {
  const { server, client, config } = setup
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    setup.secret,
    callbackParameters(setup, answer),
    config.redirectUri,
    answer.codeVerifier,
    {
      ...sending(setup, 'exchange', config.tokenUrl),
      additionalParameters: { audience: setup.surroundings.audience },
    },
  )
  return tokenSetFrom(await oauth.processAuthorizationCodeResponse(server, client, response), TESLA_SCOPES)
}

/** State and issuer as expected, and no refusal. */
function callbackParameters(setup: Setup, answer: AuthorizationAnswer): URLSearchParams {
  try {
    return oauth.validateAuthResponse(setup.server, setup.client, answer.parameters, answer.expectedState)
  } catch (error) {
    throw callbackError(error)
  }
}

/**
 * @NOTE Tesla's refresh tokens are single use; the last one used stays valid for 24 h, for those who lost the answer.
 * Whoever calls this stores the result before anything else.
 */
async function refresh(setup: Setup, refreshToken: string): Promise<TokenSet> {
  const { server, client, secret } = setup
  const options = sending(setup, 'refresh', setup.config.tokenUrl)
  const response = await oauth.refreshTokenGrantRequest(server, client, secret, refreshToken, options)
  const answer = await oauth.processRefreshTokenResponse(server, client, response)
  return tokenSetFrom(answer, TESLA_SCOPES, refreshToken)
}

async function revoke(setup: Setup, refreshToken: string): Promise<void> {
  const { server, client, secret, config } = setup
  const response = await oauth.revocationRequest(server, client, secret, refreshToken, {
    ...sending(setup, 'revoke', config.revocationUrl ?? config.tokenUrl),
    additionalParameters: { token_type_hint: 'refresh_token' },
  })
  await oauth.processRevocationResponse(response)
}

function sending(setup: Setup, grant: Grant, url: string) {
  return {
    [oauth.customFetch]: createOAuthFetch(grant, setup.surroundings),
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so as a warning; here for loopback alone
    [oauth.allowInsecureRequests]: isLoopback(url),
  }
}

/** The library's errors hold whole answers, tokens included; none goes further than this. */
async function translated<T>(url: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    throw toCarmakerError(new URL(url).pathname, error)
  }
}
