import { z } from 'zod'
import type { Answer } from '../answer.ts'
import type { TokenAnswer } from '../sign-in/grants.ts'
import type { World } from '../world.ts'
import { smartcarClient, smartcarGrants } from './client.ts'

const formSchema = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('authorization_code'),
    code: z.string(),
    redirect_uri: z.string(),
    code_verifier: z.string().optional(),
  }),
  z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string() }),
])

/** `POST /oauth/token`: a code or a refresh token for new tokens. The application shows itself by HTTP Basic. */
export function answerTokenRequest(world: World, authorization: string | undefined, body: unknown): Answer {
  if (!isOurs(world, authorization)) return refused(world, 401, 'invalid_client')
  const form = formSchema.safeParse(body)
  if (!form.success) {
    const named = z.object({ grant_type: z.enum(['authorization_code', 'refresh_token']) }).safeParse(body)
    return refused(world, 400, named.success ? 'invalid_request' : 'unsupported_grant_type')
  }
  const now = world.clock.now()
  if (form.data.grant_type === 'refresh_token') return refresh(world, form.data.refresh_token, now)
  world.state.tokenRequests.codes += 1
  const { code, redirect_uri: redirectUri, code_verifier: verifier } = form.data
  return granted(world, smartcarGrants(world).redeemCode({ code, redirectUri, verifier }, now))
}

function refresh(world: World, token: string, now: Date): Answer {
  const grants = smartcarGrants(world)
  const { tokenRequests } = world.state
  tokenRequests.refreshes += 1
  if (grants.wasUsed(token)) tokenRequests.reused += 1
  const owner = grants.ownerOf(token)
  if (owner !== undefined && grants.hasRevoked(owner)) tokenRequests.afterRevocation += 1
  return granted(world, grants.refresh(token, now))
}

/** Compared as it is, without decoding: ids and secrets of this carmaker need no encoding. */
function isOurs(world: World, authorization: string | undefined): boolean {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization ?? '')?.[1] ?? ''
  const { clientId, clientSecret } = smartcarClient(world.seed)
  return Buffer.from(encoded, 'base64').toString() === `${clientId}:${clientSecret}`
}

function granted(world: World, tokens: TokenAnswer | undefined): Answer {
  return tokens === undefined
    ? refused(world, 400, 'invalid_grant')
    : { kind: 'json', status: 200, body: tokens }
}

function refused(world: World, status: number, error: string): Answer {
  world.state.tokenRequests.refused += 1
  const description = `sign-in failed; vehicle last seen at ${world.pool.takeText()}`
  return { kind: 'json', status, body: { error, error_description: description } }
}
