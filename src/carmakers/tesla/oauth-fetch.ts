import { createCarmakerHttp, type CarmakerHttp, type CarmakerRequestEvent } from '../http.ts'
import { endpointError, unreadable, type Grant } from './oauth-error.ts'
import { tokenAnswerSchema } from './wire.ts'

export interface OAuthSurroundings {
  /** Base URL of the Fleet API the tokens are for. */
  readonly audience: string
  readonly timeoutMs?: number | undefined
  readonly onRequest?: ((event: CarmakerRequestEvent) => void) | undefined
}

type Fetch = (
  url: string,
  request: { readonly headers: Readonly<Record<string, string>>; readonly body: URLSearchParams },
) => Promise<Response>

/**
 * The OAuth library's way out: the same limits as every other call, and an answer that holds the named token fields
 * only. Refusals are thrown here, so that the library never sees, and never quotes, one.
 */
export function createOAuthFetch(grant: Grant, surroundings: OAuthSurroundings): Fetch {
  return async (url, request) => {
    const { origin, pathname: route } = new URL(url)
    const answer = await httpTo(origin, surroundings).call({
      method: 'POST',
      route,
      headers: request.headers,
      body: request.body.toString(),
      // RFC 7009 §2.2: the body of a revocation answer is ignored; that of a refusal is read all the same.
      answer: grant === 'revoke' ? 'optional' : 'json',
    })
    if (answer.status !== 200) throw endpointError(grant, route, answer)
    if (grant === 'revoke') return new Response(null)
    const tokens = tokenAnswerSchema.safeParse(answer.body)
    if (!tokens.success) throw unreadable(route)
    return Response.json(tokens.data)
  }
}

function httpTo(baseUrl: string, surroundings: OAuthSurroundings): CarmakerHttp {
  return createCarmakerHttp({
    baseUrl,
    timeoutMs: surroundings.timeoutMs,
    onRequest: surroundings.onRequest,
  })
}
