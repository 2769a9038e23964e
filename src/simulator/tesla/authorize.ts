import { z } from 'zod'
import type { Answer } from '../answer.ts'
import type { World } from '../world.ts'
import { authorizePage, refusalPage } from './authorize-page.ts'
import { FIXED_SCOPES, scopeText } from './scopes.ts'

const querySchema = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  response_type: z.string().optional(),
  scope: z.string().default(''),
  state: z.string().optional(),
  nonce: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
})

/** One tick arrives as text, several as a list. */
const ticksSchema = z.union([z.array(z.string()), z.string().transform((one) => [one])])
const decisionSchema = z.object({
  login: z.string().optional(),
  decision: z.enum(['allow', 'deny']),
  /** Present if the driver saw boxes to untick; without it everything asked for is allowed. */
  boxes: z.string().optional(),
  scope: ticksSchema.default([]),
})

interface AuthorizationRequest {
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string
  readonly challenge: string | null
  readonly nonce: string | null
}

/** The carmaker's login and consent page, for `GET /oauth2/v3/authorize`. `action` is where its form is posted. */
export function showAuthorization(world: World, query: unknown, action: string): Answer {
  const request = readRequest(world, query)
  if ('kind' in request) return request
  const cars = world.state.fleet.members.map(({ car }) => car.spec)
  // A driver with two cars signs in once.
  const drivers = cars.filter((car, index) => cars.findIndex((one) => one.login === car.login) === index)
  return { kind: 'html', status: 200, html: authorizePage({ drivers, scopes: request.scopes, action }) }
}

/** The driver's decision, for `POST /oauth2/v3/authorize` with the same query. */
export function decideAuthorization(world: World, query: unknown, form: unknown): Answer {
  const request = readRequest(world, query)
  if ('kind' in request) return request
  const decision = decisionSchema.safeParse(form)
  if (!decision.success) return refusal('The form lacks a decision: expected "allow" or "deny".')
  const { login, decision: decided, boxes, scope } = decision.data
  if (decided === 'deny') return back(request, { error: 'access_denied' })
  if (login === undefined || world.state.fleet.of(login).length === 0) {
    return refusal('Nobody signs in by that name. Choose one of the drivers on the page.')
  }
  const ticked = (one: string): boolean => FIXED_SCOPES.includes(one) || scope.includes(one)
  const scopes = boxes === undefined ? [...request.scopes] : request.scopes.filter(ticked)
  const { redirectUri, challenge, nonce } = request
  const allowed = { login, scopes, redirectUri, challenge, nonce }
  return back(request, { code: world.state.grants.issueCode(allowed, world.clock.now()) })
}

/**
 * An unknown application or address is answered here, since nobody can be trusted to redirect to; every other fault
 * goes back to the application (RFC 6749 §4.1.2.1).
 */
function readRequest(world: World, query: unknown): AuthorizationRequest | Answer {
  const parsed = querySchema.safeParse(query)
  if (!parsed.success) return refusal('The address lacks client_id or redirect_uri.')
  const asked = parsed.data
  if (asked.client_id !== world.client.clientId) return refusal('No application has this client_id.')
  if (!world.redirectUris.includes(asked.redirect_uri)) {
    return refusal('The redirect_uri is not one of those registered for this application.')
  }
  const request: AuthorizationRequest = {
    redirectUri: asked.redirect_uri,
    scopes: asked.scope.split(' ').filter((scope) => scope !== ''),
    state: asked.state ?? '',
    challenge: asked.code_challenge ?? null,
    nonce: asked.nonce ?? null,
  }
  const error = faultOf(request, asked)
  return error === undefined ? request : back(request, { error })
}

function faultOf(request: AuthorizationRequest, asked: z.infer<typeof querySchema>): string | undefined {
  if (asked.response_type !== 'code') return 'unsupported_response_type'
  if (request.state === '') return 'invalid_request'
  if (asked.code_challenge !== undefined && asked.code_challenge_method !== 'S256') return 'invalid_request'
  const known = request.scopes.every((scope) => scopeText(scope) !== undefined)
  return request.scopes.length > 0 && known ? undefined : 'invalid_scope'
}

function back(request: AuthorizationRequest, parameters: Readonly<Record<string, string>>): Answer {
  const location = new URL(request.redirectUri)
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value)
  if (request.state !== '') location.searchParams.set('state', request.state)
  return { kind: 'redirect', location: location.href }
}

function refusal(sentence: string): Answer {
  return { kind: 'html', status: 400, html: refusalPage(sentence) }
}
