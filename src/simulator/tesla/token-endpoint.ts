import { z } from 'zod'
import type { Answer } from '../answer.ts'
import type { World } from '../world.ts'
import { teslaClient, teslaGrants } from './client.ts'
import type { TokenAnswer } from '../sign-in/grants.ts'

const formSchema = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('authorization_code'),
    client_id: z.string(),
    client_secret: z.string().optional(),
    code: z.string(),
    redirect_uri: z.string(),
    audience: z.url(),
    code_verifier: z.string().optional(),
  }),
  z.object({
    grant_type: z.literal('refresh_token'),
    client_id: z.string(),
    client_secret: z.string().optional(),
    refresh_token: z.string(),
  }),
])
type CodeForm = Extract<z.infer<typeof formSchema>, { grant_type: 'authorization_code' }>
type RefreshForm = Extract<z.infer<typeof formSchema>, { grant_type: 'refresh_token' }>

/** `POST /oauth2/v3/token`: a code or a refresh token for new tokens. */
export function answerTokenRequest(world: World, form: unknown): Answer {
  const grantType = z.object({ grant_type: z.string() }).safeParse(form)
  if (grantType.success && !['authorization_code', 'refresh_token'].includes(grantType.data.grant_type)) {
    return refused(world, 400, 'unsupported_grant_type')
  }
  const parsed = formSchema.safeParse(form)
  if (!parsed.success) return refused(world, 400, 'invalid_request')
  const { client_id: id, client_secret: secret } = parsed.data
  const secretFits = secret === teslaClient(world.seed).clientSecret
  // Refreshing needs no client secret; a wrong one is refused all the same.
  const mayOmitSecret = parsed.data.grant_type === 'refresh_token' && secret === undefined
  if (id !== teslaClient(world.seed).clientId || !(secretFits || mayOmitSecret)) {
    return refused(world, 400, 'unauthorized_client')
  }
  return parsed.data.grant_type === 'refresh_token' ? refresh(world, parsed.data) : redeem(world, parsed.data)
}

/** `POST /oauth2/v3/revoke` (RFC 7009): ends the whole consent. A token nobody knows counts as revoked (§2.2). */
export function answerRevocation(world: World, form: unknown): Answer {
  const parsed = z
    .object({ token: z.string(), client_id: z.string(), client_secret: z.string().optional() })
    .safeParse(form)
  if (!parsed.success) return refused(world, 400, 'invalid_request')
  const { token, client_id: id, client_secret: secret } = parsed.data
  if (
    id !== teslaClient(world.seed).clientId ||
    (secret !== undefined && secret !== teslaClient(world.seed).clientSecret)
  ) {
    return refused(world, 401, 'invalid_client')
  }
  teslaGrants(world).revokeToken(token, world.clock.now())
  return { kind: 'json', status: 200, body: {} }
}

/** What a client library needs to find its way (RFC 8414). */
export function metadata(world: World): Answer {
  const base = `${world.url()}/oauth2/v3`
  const body = {
    issuer: base,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    revocation_endpoint: `${base}/revoke`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    id_token_signing_alg_values_supported: ['HS256'],
    subject_types_supported: ['public'],
  }
  return { kind: 'json', status: 200, body }
}

function redeem(world: World, form: CodeForm): Answer {
  world.state.tokenRequests.codes += 1
  if (!world.redirectUris.includes(form.redirect_uri)) return refused(world, 400, 'invalid_redirect_url')
  if (!isOurApi(world, form.audience)) return refused(world, 400, 'invalid_audience')
  const use = { code: form.code, redirectUri: form.redirect_uri, verifier: form.code_verifier }
  const tokens = teslaGrants(world).redeemCode(use, world.clock.now())
  return tokens === undefined ? refused(world, 400, 'invalid_auth_code') : granted(tokens)
}

function refresh(world: World, form: RefreshForm): Answer {
  const grants = teslaGrants(world)
  const { tokenRequests } = world.state
  tokenRequests.refreshes += 1
  if (grants.wasUsed(form.refresh_token)) tokenRequests.reused += 1
  const owner = grants.ownerOf(form.refresh_token)
  if (owner !== undefined && grants.hasRevoked(owner)) tokenRequests.afterRevocation += 1
  const tokens = grants.refresh(form.refresh_token, world.clock.now())
  return tokens === undefined ? refused(world, 401, 'login_required') : granted(tokens)
}

/** The audience is the base address of the vehicle API; both names of the loopback are this machine. */
function isOurApi(world: World, audience: string): boolean {
  const asked = new URL(audience)
  if (asked.hostname === 'localhost') asked.hostname = '127.0.0.1'
  return asked.origin === new URL(world.url()).origin
}

function granted(tokens: TokenAnswer): Answer {
  return { kind: 'json', status: 200, body: tokens }
}

function refused(world: World, status: number, error: string): Answer {
  world.state.tokenRequests.refused += 1
  const description = `sign-in failed; vehicle last seen at ${world.pool.takeText()}`
  return { kind: 'json', status, body: { error, error_description: description } }
}
