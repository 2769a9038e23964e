import { createHmac } from 'node:crypto'

/** A JSON Web Token, signed with HS256 (RFC 7519, RFC 7518 §3.2). Holders other than the simulator cannot check it. */
export function signJwt(claims: object, key: Buffer): string {
  const input = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
