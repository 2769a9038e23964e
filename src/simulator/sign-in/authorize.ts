import { z } from 'zod'
import type { Answer } from '../answer.ts'
import type { World } from '../world.ts'
import { authorizePage, refusalPage } from './authorize-page.ts'
import { errorOf, type SignInBrand } from './brand.ts'

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
  /** The car that was chosen, where one is. */
  vin: z.string().optional(),
  decision: z.enum(['allow', 'deny']),
  /** Present if the driver saw boxes to untick; without it everything asked for is allowed. */
  boxes: z.string().optional(),
  scope: ticksSchema.default([]),
})

interface AuthorizationRequest {
  readonly redirectUri: string
  readonly scopes: readonly string[]
  /** Of those, what cannot be unticked. */
  readonly fixed: readonly string[]
  readonly state: string
  readonly challenge: string | null
  readonly nonce: string | null
}

/** A carmaker's login and consent page. `action` is where its form is posted. */
export function showAuthorization(
  world: World,
  brand: SignInBrand,
  { query, action }: { readonly query: unknown; readonly action: string },
): Answer {
  const request = readRequest(world, brand, query)
  if ('kind' in request) return request
  const cars = world.state.fleet.members.map(({ car }) => car.spec)
  // A driver with two cars signs in once.
  const drivers = cars.filter((car, index) => cars.findIndex((one) => one.login === car.login) === index)
  return { kind: 'html', status: 200, html: authorizePage({ brand, drivers, request, action }) }
}

/** The driver's decision, for a POST of the form with the same query. */
export function decideAuthorization(
  world: World,
  brand: SignInBrand,
  { query, form }: { readonly query: unknown; readonly form: unknown },
): Answer {
  const request = readRequest(world, brand, query)
  if ('kind' in request) return request
  const decision = decisionSchema.safeParse(form)
  if (!decision.success) return refusal('The form lacks a decision: expected "allow" or "deny".')
  const { login = '', decision: decided, boxes, scope, vin } = decision.data
  const error = decided === 'deny' ? 'access_denied' : errorOf(brand, login)
  if (error !== undefined) {
    const description = `sign-in ended; vehicle last seen at ${world.pool.takeText()}`
    return back(request, error === 'access_denied' ? { error } : { error, error_description: description })
  }
  const chosen = choose(world, brand, { login, vin })
  if (chosen === undefined) {
    return refusal('Nobody signs in by that name. Choose one of the drivers on the page.')
  }
  const ticked = (one: string): boolean => request.fixed.includes(one) || scope.includes(one)
  const scopes = boxes === undefined ? [...request.scopes] : request.scopes.filter(ticked)
  const { redirectUri, challenge, nonce } = request
  const allowed = { login, scopes, redirectUri, challenge, nonce, vins: chosen.vins }
  return back(request, { code: brand.grants(world).issueCode(allowed, world.clock.now()) })
}

/** The cars that are shared; `undefined` if nobody signs in by that name. */
function choose(
  { state }: World,
  { chooseCar }: SignInBrand,
  { login, vin }: { readonly login: string; readonly vin: string | undefined },
): { readonly vins: string[] | null } | undefined {
  const vins = state.fleet.of(login).map((member) => member.vin)
  const [first] = vins
  if (first === undefined) return undefined
  return { vins: chooseCar ? [vins.find((one) => one === vin) ?? first] : null }
}

/**
 * An unknown application or address is answered here, since nobody can be trusted to redirect to; every other fault
 * goes back to the application (RFC 6749 §4.1.2.1).
 */
function readRequest(world: World, brand: SignInBrand, query: unknown): AuthorizationRequest | Answer {
  const parsed = querySchema.safeParse(query)
  if (!parsed.success) return refusal('The address lacks client_id or redirect_uri.')
  const asked = parsed.data
  if (asked.client_id !== brand.clientId(world)) return refusal('No application has this client_id.')
  if (!world.redirectUris.includes(asked.redirect_uri)) {
    return refusal('The redirect_uri is not one of those registered for this application.')
  }
  const words = asked.scope.split(' ').filter((scope) => scope !== '')
  const required = brand.requiredPrefix ?? '\n'
  const request: AuthorizationRequest = {
    redirectUri: asked.redirect_uri,
    scopes: words.map((word) => (word.startsWith(required) ? word.slice(required.length) : word)),
    fixed: [
      ...brand.fixedScopes,
      ...words.filter((word) => word.startsWith(required)).map((word) => word.slice(required.length)),
    ],
    state: asked.state ?? '',
    challenge: asked.code_challenge ?? null,
    nonce: asked.nonce ?? null,
  }
  const error = faultOf(brand, request, asked)
  return error === undefined ? request : back(request, { error })
}

function faultOf(
  brand: SignInBrand,
  request: AuthorizationRequest,
  asked: z.infer<typeof querySchema>,
): string | undefined {
  if (asked.response_type !== 'code') return 'unsupported_response_type'
  if (request.state === '') return 'invalid_request'
  if (asked.code_challenge !== undefined && asked.code_challenge_method !== 'S256') return 'invalid_request'
  const known = request.scopes.every((scope) => Object.hasOwn(brand.scopes, scope))
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
