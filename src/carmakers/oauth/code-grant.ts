import * as oauth from 'oauth4webapi'
import { requireSafeAddress } from '../http.ts'
import type { AuthorizationAnswer, AuthorizationRequest } from '../port.ts'
import { callbackError, toCarmakerError, type Grant } from './oauth-error.ts'
import { asHttps, createOAuthFetch, type OAuthSurroundings } from './oauth-fetch.ts'

/** An application as it is registered with a carmaker. */
export interface OAuthApplication {
  readonly authorizeUrl: string
  readonly tokenUrl: string
  /** Compared with the callback's `iss`, letter for letter, where there is one (RFC 9207 §2.4). */
  readonly issuer: string
  /** RFC 7009, if the carmaker has it. */
  readonly revocationUrl?: string | undefined
  readonly clientId: string
  readonly clientSecret: string
  /** As registered with the carmaker; never built from a request (RFC 9700 §2.1). */
  readonly redirectUri: string
}

/** What tells one carmaker's authorization server from another's. */
export interface OAuthDialect {
  /** The metadata say `authorization_response_iss_parameter_supported`: a callback without `iss` is another's (RFC 9207 §2.4). */
  readonly tellsIssuer?: boolean
  /** In the form body, or as HTTP Basic (RFC 6749 §2.3.1). */
  readonly clientAuthentication: 'form' | 'basic'
  /** The `scope` parameter, word for word. */
  readonly scope: string
  /** Parameters of the authorization request beside those of the RFCs. */
  readonly authorizeParameters: (locale: AuthorizationRequest['locale']) => Readonly<Record<string, string>>
  /** Parameters of the code exchange beside those of the RFCs. */
  readonly exchangeParameters?: Readonly<Record<string, string>>
}

/** The steps of a grant. Every one but `authorizeUrl` throws {@link CarmakerError} and nothing else. */
export interface CodeGrant {
  authorizeUrl(request: AuthorizationRequest): URL
  exchangeCode(answer: AuthorizationAnswer): Promise<oauth.TokenEndpointResponse>
  refresh(refreshToken: string): Promise<oauth.TokenEndpointResponse>
  /** Does nothing where the carmaker has no revocation endpoint. */
  revoke(refreshToken: string): Promise<void>
}

/**
 * Authorization code with PKCE and state, refresh and revocation (RFC 6749, 7636, 7009), the same for every carmaker.
 * @throws TypeError for an address that would carry secrets in the clear.
 */
export function createCodeGrant(
  application: OAuthApplication,
  dialect: OAuthDialect,
  surroundings: OAuthSurroundings,
): CodeGrant {
  const { tokenUrl, revocationUrl, clientSecret } = application
  requireSafeAddress(tokenUrl)
  if (revocationUrl !== undefined) requireSafeAddress(revocationUrl)
  const setup: Setup = {
    application,
    dialect,
    surroundings,
    server: {
      issuer: application.issuer,
      authorization_response_iss_parameter_supported: dialect.tellsIssuer === true,
      token_endpoint: asHttps(tokenUrl),
      ...(revocationUrl === undefined ? {} : { revocation_endpoint: asHttps(revocationUrl) }),
    },
    client: { client_id: application.clientId },
    secret:
      dialect.clientAuthentication === 'form'
        ? oauth.ClientSecretPost(clientSecret)
        : clientSecretBasic(clientSecret),
  }
  return {
    authorizeUrl: (request) => authorizeUrl(setup, request),
    exchangeCode: (answer) => translated(tokenUrl, () => exchangeCode(setup, answer)),
    refresh: (refreshToken) => translated(tokenUrl, () => refresh(setup, refreshToken)),
    async revoke(refreshToken) {
      if (revocationUrl === undefined) return
      await translated(revocationUrl, () => revoke(setup, revocationUrl, refreshToken))
    },
  }
}

/**
 * RFC 6749 §2.3.1. The library's own escapes even hyphens, which is allowed but breaks at servers that compare without
 * decoding; a client id in UUID form goes as it is here.
 */
function clientSecretBasic(clientSecret: string): oauth.ClientAuth {
  const encoded = (value: string): string => new URLSearchParams([['', value]]).toString().slice(1)
  return (_server, client, _body, headers) => {
    const pair = `${encoded(client.client_id)}:${encoded(clientSecret)}`
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`)
  }
}

interface Setup {
  readonly application: OAuthApplication
  readonly dialect: OAuthDialect
  readonly surroundings: OAuthSurroundings
  readonly server: oauth.AuthorizationServer
  readonly client: oauth.Client
  readonly secret: oauth.ClientAuth
}

function authorizeUrl({ application, dialect }: Setup, request: AuthorizationRequest): URL {
  const url = new URL(application.authorizeUrl)
  const parameters = {
    response_type: 'code',
    client_id: application.clientId,
    redirect_uri: application.redirectUri,
    scope: dialect.scope,
    state: request.state,
    code_challenge: request.codeChallenge,
    code_challenge_method: 'S256',
    ...dialect.authorizeParameters(request.locale),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url
}

async function exchangeCode(setup: Setup, answer: AuthorizationAnswer): Promise<oauth.TokenEndpointResponse> {
  const { server, client, application, dialect } = setup
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    setup.secret,
    callbackParameters(setup, answer),
    application.redirectUri,
    answer.codeVerifier,
    {
      ...sending(setup, 'exchange', application.tokenUrl),
      additionalParameters: { ...dialect.exchangeParameters },
    },
  )
  return oauth.processAuthorizationCodeResponse(server, client, response)
}

/** State and issuer as expected, and no refusal. */
function callbackParameters(setup: Setup, answer: AuthorizationAnswer): URLSearchParams {
  try {
    requireIssuer(setup.application.issuer, answer.parameters)
    const { server, client } = setup
    const checked = oauth.validateAuthResponse(server, client, answer.parameters, answer.expectedState)
    requireOneCode(answer.parameters)
    return checked
  } catch (error) {
    throw callbackError(error)
  }
}

/** The library takes an empty one for none. @throws Error if one is told that is not, letter for letter, the expected one */
function requireIssuer(issuer: string, parameters: URLSearchParams): void {
  if (parameters.getAll('iss').some((told) => told !== issuer)) throw new Error('another issuer')
}

/** @throws Error unless there is one code (RFC 6749 §4.1.2): whoever made another callback, waiting does not help */
function requireOneCode(parameters: URLSearchParams): void {
  const codes = parameters.getAll('code')
  if (codes.length !== 1 || codes[0] === '') throw new Error('not one code')
}

async function refresh(setup: Setup, refreshToken: string): Promise<oauth.TokenEndpointResponse> {
  const { server, client, secret } = setup
  const options = sending(setup, 'refresh', setup.application.tokenUrl)
  const response = await oauth.refreshTokenGrantRequest(server, client, secret, refreshToken, options)
  return oauth.processRefreshTokenResponse(server, client, response)
}

async function revoke(setup: Setup, revocationUrl: string, refreshToken: string): Promise<void> {
  const { server, client, secret } = setup
  const response = await oauth.revocationRequest(server, client, secret, refreshToken, {
    ...sending(setup, 'revoke', revocationUrl),
    additionalParameters: { token_type_hint: 'refresh_token' },
  })
  await oauth.processRevocationResponse(response)
}

function sending(setup: Setup, grant: Grant, endpoint: string) {
  return { [oauth.customFetch]: createOAuthFetch(grant, endpoint, setup.surroundings) }
}

/** The library's errors hold whole answers, tokens included; none goes further than this. */
async function translated<T>(url: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    throw toCarmakerError(new URL(url).pathname, error)
  }
}
