import { createHash, timingSafeEqual } from 'node:crypto'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import helmet from 'helmet'
import { ProblemError } from './problem.ts'

const YEAR_SECONDS = 31_536_000

/** Headers that every answer bears. HSTS only where there is TLS: on plain HTTP it would be ignored, or lock out. */
export function securityHeaders(publicUrl: URL): RequestHandler[] {
  const secure = publicUrl.protocol === 'https:'
  return [
    helmet({
      contentSecurityPolicy: false,
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
      strictTransportSecurity: secure ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : false,
    }),
    (_request, response, next) => {
      allowFormTargets(response, [])
      next()
    },
  ]
}

/**
 * Our own scripts, styles and pictures, and nothing else. `targets` are the other places to which an answered form may
 * send the browser: browsers hold redirects after a form to `form-action` as well.
 */
export function allowFormTargets(response: Response, targets: readonly URL[]): void {
  const directives = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    ["form-action 'self'", ...targets.map(sourceOf)].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  response.setHeader('Content-Security-Policy', directives.join('; '))
}

/** An app's own scheme has no origin. */
function sourceOf(target: URL): string {
  return target.origin === 'null' ? target.protocol : target.origin
}

/** Nothing that is answered may be kept on the way: it is about one driver. */
export function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store')
  next()
}

/** @returns a handler that lets only the holder of the key pass; compared in constant time over SHA-256 */
export function requireApiKey(apiKey: string): RequestHandler {
  const expected = sha256(apiKey)
  return (request, _response, next) => {
    const [, presented = ''] = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '') ?? []
    if (timingSafeEqual(sha256(presented), expected)) {
      next()
      return
    }
    throw new ProblemError({
      code: 'api-key-required',
      detail: 'The header Authorization holds no valid key. Send it as: Authorization: Bearer <key>.',
      headers: { 'WWW-Authenticate': 'Bearer realm="ladeplan"' },
    })
  }
}

/**
 * The same key for people, whose browsers ask for it (RFC 7617): the key is the password, and the name does not matter. It
 * opens pages that only show, so that a request another site has a browser send can change nothing.
 */
export function requireApiKeyOfPerson(apiKey: string, request: Request): void {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(request.headers.authorization ?? '') ?? []
  const [, ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  if (timingSafeEqual(sha256(password.join(':')), sha256(apiKey))) return
  throw new ProblemError({
    code: 'api-key-required',
    detail: 'Sign in with any name, and the API key as password.',
    headers: { 'WWW-Authenticate': 'Basic realm="ladeplan operations", charset="UTF-8"' },
  })
}

/**
 * Refuses forms that another site had the browser send. Browsers say where a form comes from in Sec-Fetch-Site; older
 * ones in Origin, which reads `null` for pages that send no referrer, as ours do. The signed link in a form's address,
 * which no other site knows, is the second fence.
 *
 * @throws ProblemError `foreign-form`
 */
export function requireOwnForm(request: Request, publicUrl: URL): void {
  const site = request.get('sec-fetch-site')
  const origin = request.get('origin') ?? 'null'
  const own = site === undefined ? origin === 'null' || origin === publicUrl.origin : site === 'same-origin'
  if (own) return
  throw new ProblemError({
    code: 'foreign-form',
    detail: 'The form was not sent from our page. Open the page again and send the form from there.',
  })
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
