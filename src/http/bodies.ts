import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import express, { type Request, type RequestHandler } from 'express'
import { BODY_LIMIT, BodyFaultError } from './body-fault.ts'
import { jsonFault } from './json-text.ts'
import { ProblemError } from './problem.ts'

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'

/** Addresses of the API take JSON alone; the others, which are pages', take forms alone. In whatever case: routes are. */
export function isApi(path: string): boolean {
  return /^\/v1(\/|$)/i.test(path)
}

/** Reads a body of the kind that is taken at its address; one of another kind stays unread, for {@link requireOwnKind}. */
export function readBodies(): RequestHandler {
  const ofApi: RequestHandler = express.json({
    type: JSON_TYPE,
    limit: BODY_LIMIT,
    inflate: false,
    verify: verifyJson,
  })
  const ofPages: RequestHandler = express.urlencoded({
    ...{ type: FORM_TYPE, extended: false, limit: BODY_LIMIT, inflate: false, verify: verifyText },
  })
  return (request, response, next) => {
    const read = isApi(request.path) ? ofApi : ofPages
    read(request, response, next)
  }
}

/**
 * Refuses a body that was sent in another form than the address takes: left unread, it would mean what no body means.
 *
 * @throws ProblemError `unsupported-media-type`
 */
export function requireOwnKind(request: Request): void {
  if (request.body !== undefined || !hasBody(request)) return
  const taken = isApi(request.path) ? JSON_TYPE : FORM_TYPE
  throw new ProblemError({
    code: 'unsupported-media-type',
    detail: `The body is not of the kind that is taken here. Send it with Content-Type: ${taken}.`,
    headers: { Accept: taken },
  })
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

type Verify = (request: IncomingMessage, response: unknown, body: Buffer, charset: string) => void

/** RFC 8259 §8.1: JSON between systems is UTF-8. Other charsets hide from whoever looks for something in the bytes. */
const verifyText: Verify = (_request, _response, body, charset) => {
  if (charset !== 'utf-8') throw new BodyFaultError('charset.unsupported', charset)
  if (!isUtf8(body)) throw new BodyFaultError('entity.not-utf8')
}

const verifyJson: Verify = (request, response, body, charset) => {
  verifyText(request, response, body, charset)
  const fault = jsonFault(body.toString('utf8').replace(/^\uFEFF/, ''))
  if (fault !== undefined) throw new BodyFaultError(`entity.${fault}`)
}
