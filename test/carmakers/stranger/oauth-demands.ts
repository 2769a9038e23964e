import { createHash } from 'node:crypto'
import { acceptsJson, demand, isOfType, one, type Answer, type Call } from './strict-server.ts'

/** The application as it is registered with a carmaker. */
export interface Application {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
}

const CODE_LIFE_MS = 600_000

/** What any carmaker demands of an authorization request, whatever its scopes (RFC 6749 §4.1.1, RFC 7636 §4.3). */
export function demandAuthorization(query: URLSearchParams, application: Application, refusal: Answer): void {
  demand(query.get('response_type') === 'code', 'response_type=code', refusal)
  demand(query.get('client_id') === application.clientId, 'the client id of the application', refusal)
  demand(
    query.get('redirect_uri') === application.redirectUri,
    'the redirect URI as it is registered',
    refusal,
  )
  demand(one(query, 'state').length >= 22, 'a state of 128 bits', refusal)
  demand(
    query.has('code_challenge') === query.has('code_challenge_method'),
    'a challenge and its method together',
    refusal,
  )
  demand((query.get('code_challenge_method') ?? 'S256') === 'S256', 'no challenge method but S256', refusal)
  demand(/^([\w-]{43})?$/.test(query.get('code_challenge') ?? ''), 'a challenge of 43 characters', refusal)
}

/** The form of a token request, however the application shows itself (RFC 6749 §4.1.3). */
export function demandTokenForm(call: Call, invalid: Answer): URLSearchParams {
  demand(call.method === 'POST', 'tokens by POST', { status: 405 })
  demand(call.rawQuery === '', 'nothing of a token in an address', invalid)
  demand(isOfType(call, 'application/x-www-form-urlencoded'), 'a form as content type', invalid)
  demand(acceptsJson(call), 'an Accept that admits JSON', { status: 406 })
  return new URLSearchParams(call.body)
}

/** What a code was given out for. */
export interface Code {
  readonly scopes: readonly string[]
  readonly challenge: string | null
  readonly at: number
  used: boolean
}

/** The scopes of a code that is redeemed once, in time, and by who asked for it. */
export function redeemCode(
  form: URLSearchParams,
  codes: ReadonlyMap<string, Code>,
  now: number,
  refusals: { readonly code: Answer; readonly verifier: Answer },
): readonly string[] {
  const code = codes.get(one(form, 'code'))
  demand(code !== undefined, 'a code that was given out', refusals.code)
  demand(!code.used, 'a code used once', refusals.code)
  demand(now - code.at <= CODE_LIFE_MS, 'a code within ten minutes', refusals.code)
  const verifier = form.get('code_verifier')
  const proven = verifier === null ? null : createHash('sha256').update(verifier).digest('base64url')
  demand(proven === code.challenge, 'the verifier of the challenge', refusals.verifier)
  code.used = true
  return code.scopes
}
