import { z } from 'zod'
import type { ProblemCode } from './problem-catalogue.ts'

/** The largest body that is read. */
export const BODY_LIMIT = '64kb'

const FAULTS: ReadonlyMap<string, { readonly code: ProblemCode; readonly detail: string }> = new Map([
  [
    'entity.parse.failed',
    { code: 'malformed-json', detail: 'The body is not a JSON object. Send one, in UTF-8.' },
  ],
  ['entity.too.large', { code: 'body-too-large', detail: 'The body is larger than 64 KiB. Send less.' }],
  ['parameters.too.many', { code: 'body-too-large', detail: 'The form has too many fields. Send fewer.' }],
  [
    'charset.unsupported',
    { code: 'unsupported-media-type', detail: 'The body is not in UTF-8. Send it in UTF-8.' },
  ],
  [
    'encoding.unsupported',
    { code: 'unsupported-media-type', detail: 'The body is compressed. Send it plain.' },
  ],
])

const CUT_OFF = {
  code: 'malformed-request',
  detail: 'The request cannot be read. Send it again, whole.',
} as const

const parserErrorSchema = z.object({ type: z.string() })

/**
 * What is wrong with a body or address that could not be read; `undefined` for any other error. Told by the parser's
 * own type: an error's `status` is not to be trusted, since that of an HTTP client is somebody else's.
 */
export function bodyFault(error: unknown): { code: ProblemCode; detail: string } | undefined {
  if (error instanceof URIError) return CUT_OFF
  const parsed = parserErrorSchema.safeParse(error)
  if (!parsed.success) return undefined
  const { type } = parsed.data
  return FAULTS.get(type) ?? (/^(request|entity|stream|querystring)\./.test(type) ? CUT_OFF : undefined)
}
