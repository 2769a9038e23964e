import { createCarmakerHttp, type CarmakerRequestEvent } from '../http.ts'
import { endpointError, unreadable, type Grant } from './oauth-error.ts'
import { tokenAnswerSchema } from './wire.ts'

export interface OAuthSurroundings {
  readonly timeoutMs?: number | undefined
  readonly onRequest?: ((event: CarmakerRequestEvent) => void) | undefined
}

type Fetch = (
  url: string,
  request: { readonly headers: Readonly<Record<string, string>>; readonly body: URLSearchParams },
) => Promise<Response>

/**
 * The OAuth library's way out: to `endpoint` with the same limits as every other call, and an answer that holds the
 * named token fields only. Refusals are thrown here, so that the library never sees, and never quotes, one.
 *
 * The address the library asks for is not looked at: it knows each endpoint under {@link asHttps}.
 */
export function createOAuthFetch(grant: Grant, endpoint: string, surroundings: OAuthSurroundings): Fetch {
  const { origin: baseUrl, pathname: route } = new URL(endpoint)
  const { timeoutMs } = surroundings
  const onRequest = (event: CarmakerRequestEvent): void =>
    surroundings.onRequest?.({ ...event, isSignIn: true })
  return async (_url, request) => {
    const answer = await createCarmakerHttp({ baseUrl, timeoutMs, onRequest }).call({
      method: 'POST',
      route,
      headers: request.headers,
      body: request.body.toString(),
      // RFC 7009 §2.2: the body of a revocation answer is ignored; that of a refusal is read all the same.
      answer: grant === 'revoke' ? 'optional' : 'json',
    })
    // RFC 6749 §5.1 has 200 alone. A pair in a 201 is taken all the same: the token that it came for is spent.
    if (answer.status < 200 || answer.status >= 300) throw endpointError(grant, route, answer)
    if (grant === 'revoke') return new Response(null)
    const tokens = tokenAnswerSchema.safeParse(answer.body)
    if (!tokens.success) throw unreadable(route)
    return Response.json(tokens.data)
  }
}

/**
 * The name under which the library knows an endpoint. It takes https alone; whether plain http is safe, as it is to
 * a simulator on this machine, is decided by `requireSafeAddress` and nowhere else.
 */
export function asHttps(endpoint: string): string {
  const url = new URL(endpoint)
  url.protocol = 'https:'
  return url.href
}
