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
  ['entity.not-utf8', { code: 'malformed-request', detail: 'The body is not UTF-8. Send it in UTF-8.' }],
  [
    'entity.name-twice',
    {
      code: 'malformed-json',
      detail:
        'An object of the body names a member twice, so that what is meant is open. Send each name once.',
    },
  ],
  [
    'entity.too-deep',
    {
      code: 'malformed-json',
      detail: 'The body is nested deeper than anything that is taken. Send it flatter.',
    },
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

const NO_ADDRESS = {
  code: 'malformed-request',
  detail:
    'The address holds a percent sign that begins no character of UTF-8. Write a percent sign itself as %25.',
} as const

/** Charsets that are told back by name: a name of the sender's choice is not. */
const CHARSETS = [
  ...['utf-16', 'utf-16le', 'utf-16be', 'utf-32', 'utf-32le', 'utf-32be', 'utf-7', 'utf-7-imap'],
  ...['iso-8859-1', 'iso-8859-15', 'windows-1252', 'us-ascii'],
] as const

const parserErrorSchema = z.object({
  type: z.string(),
  charset: z.enum(CHARSETS).optional().catch(undefined),
})

/** A body whose text cannot be taken; `type` is named as the parsers name theirs. */
export class BodyFaultError extends Error {
  override name = 'BodyFaultError'
  readonly type: string
  readonly charset: string | undefined

  constructor(type: string, charset?: string) {
    super(type)
    this.type = type
    this.charset = charset
  }
}

/**
 * What is wrong with a body or address that could not be read; `undefined` for any other error. Told by the parser's
 * own type: an error's `status` is not to be trusted, since that of an HTTP client is somebody else's.
 */
export function bodyFault(error: unknown): { code: ProblemCode; detail: string } | undefined {
  if (error instanceof URIError) return NO_ADDRESS
  const parsed = parserErrorSchema.safeParse(error)
  if (!parsed.success) return undefined
  const { type, charset } = parsed.data
  if (type === 'charset.unsupported') return otherCharset(charset)
  return FAULTS.get(type) ?? (/^(request|entity|stream|querystring)\./.test(type) ? CUT_OFF : undefined)
}

/** RFC 8259 §8.1. */
function otherCharset(charset = 'another charset'): { code: ProblemCode; detail: string } {
  return { code: 'unsupported-media-type', detail: `The body is in ${charset}. Send it in UTF-8.` }
}
