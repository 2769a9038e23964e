import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Randomness } from '../../base/random.ts'
import { signJwt } from './jwt.ts'

const CODE_LIFETIME_MS = 10 * 60_000
export const ACCESS_TOKEN_SECONDS = 28_800
/** Three months. */
const REFRESH_LIFETIME_MS = 90 * 86_400_000
/** The refresh token used last can be used again for this long, for those who failed to save its successor. */
const GRACE_MS = 24 * 3_600_000

const instant = z.number().int()
const codeSchema = z.object({
  code: z.string(),
  login: z.string(),
  scopes: z.array(z.string()),
  redirectUri: z.string(),
  challenge: z.string().nullable(),
  nonce: z.string().nullable(),
  issuedAt: instant,
  spent: z.boolean(),
})
const grantSchema = z.object({
  id: z.string(),
  login: z.string(),
  scopes: z.array(z.string()),
  revokedAt: instant.nullable(),
  lastUsed: z.object({ token: z.string(), at: instant }).nullable(),
})
const tokenSchema = z.object({
  token: z.string(),
  kind: z.enum(['access', 'refresh']),
  grant: z.string(),
  expiresAt: instant,
  used: z.boolean(),
})
export const grantStateSchema = z.object({
  codes: z.array(codeSchema),
  grants: z.array(grantSchema),
  tokens: z.array(tokenSchema),
  /** Everything secret ever given out. */
  secrets: z.array(z.string()),
})
export type GrantState = z.infer<typeof grantStateSchema>
export type Grant = z.infer<typeof grantSchema>
type Code = z.infer<typeof codeSchema>
type Token = z.infer<typeof tokenSchema>

export interface TokenAnswer {
  readonly access_token: string
  readonly refresh_token?: string
  readonly id_token?: string
  readonly expires_in: number
  readonly token_type: 'Bearer'
}

/** A live access token stands for its grant. */
export type TokenState = Grant | 'unknown' | 'expired' | 'revoked'

/** What the driver allowed, and to whom. */
export type AllowedAccess = Omit<Code, 'code' | 'issuedAt' | 'spent'>

export interface CodeUse {
  readonly code: string
  readonly redirectUri: string
  readonly verifier: string | undefined
}

export interface Grants {
  /** A new authorization code for what the driver allowed. */
  issueCode(allowed: AllowedAccess, now: Date): string
  /** `undefined`: unknown, spent, too old, for another address, or the verifier does not fit. */
  redeemCode(use: CodeUse, now: Date): TokenAnswer | undefined
  /** `undefined`: unknown, revoked, expired, or used before and out of grace. */
  refresh(token: string, now: Date): TokenAnswer | undefined
  /** A refresh token that has been presented before. */
  wasUsed(token: string): boolean
  /** Whose token it is, used up or not. */
  ownerOf(token: string): string | undefined
  /** What an access token stands for at `now`. */
  check(token: string, now: Date): TokenState
  revokeToken(token: string, now: Date): void
  revokeDriver(login: string, now: Date): void
  /** True once the driver has taken back every consent given. */
  hasRevoked(login: string): boolean
  readonly state: GrantState
}

export interface GrantParts {
  readonly randomness: Randomness
  readonly issuer: () => string
  readonly clientId: string
  readonly saved?: GrantState | undefined
}

/** Codes, grants and tokens of one application. World time decides what has expired. */
export function createGrants(parts: GrantParts): Grants {
  const state = parts.saved ?? { codes: [], grants: [], tokens: [], secrets: [] }
  const tokens = new Map(state.tokens.map((token) => [token.token, token]))
  const book: Book = { ...parts, state, tokens, key: parts.randomness.bytes(32) }
  const grantFor = (token: string): Grant | undefined => grantOf(book, tokens.get(token))
  const given = (login: string): Grant[] => state.grants.filter((grant) => grant.login === login)
  return {
    state,
    issueCode: (allowed, now) => issueCode(book, allowed, now),
    redeemCode: (use, now) => redeemCode(book, use, now),
    refresh: (token, now) => refresh(book, tokens.get(token), now),
    wasUsed: (token) => tokens.get(token)?.used === true,
    ownerOf: (token) => grantFor(token)?.login,
    check: (token, now) => check(book, tokens.get(token), now),
    revokeToken: (token, now) => {
      const grant = grantFor(token)
      if (grant !== undefined) grant.revokedAt ??= now.getTime()
    },
    revokeDriver: (login, now) => {
      for (const grant of given(login)) grant.revokedAt ??= now.getTime()
    },
    hasRevoked: (login) => given(login).length > 0 && given(login).every((grant) => grant.revokedAt !== null),
  }
}

interface Book extends GrantParts {
  readonly state: GrantState
  readonly tokens: Map<string, Token>
  /** Signs access and id tokens. */
  readonly key: Buffer
}

function issueCode(book: Book, allowed: AllowedAccess, now: Date): string {
  const code = opaque(book.randomness)
  book.state.codes.push({ ...allowed, code, issuedAt: now.getTime(), spent: false })
  book.state.secrets.push(code)
  return code
}

function redeemCode(book: Book, use: CodeUse, now: Date): TokenAnswer | undefined {
  const code = book.state.codes.find((one) => one.code === use.code)
  if (code === undefined || !mayRedeem(code, use, now)) return undefined
  code.spent = true
  const { login, scopes } = code
  const grant: Grant = { id: book.randomness.id(), login, scopes, revokedAt: null, lastUsed: null }
  book.state.grants.push(grant)
  return issueTokens(book, grant, now, code.nonce)
}

function refresh(book: Book, token: Token | undefined, now: Date): TokenAnswer | undefined {
  const grant = grantOf(book, token)
  if (token?.kind !== 'refresh' || grant === undefined || !mayRefresh(token, grant, now)) return undefined
  // @NOTE Grace counts from the first use; a second use within it does not stretch it.
  if (!token.used) grant.lastUsed = { token: token.token, at: now.getTime() }
  token.used = true
  return issueTokens(book, grant, now, null)
}

function check(book: Book, token: Token | undefined, now: Date): TokenState {
  const grant = grantOf(book, token)
  if (token?.kind !== 'access' || grant === undefined) return 'unknown'
  if (grant.revokedAt !== null) return 'revoked'
  return now.getTime() >= token.expiresAt ? 'expired' : grant
}

function grantOf(book: Book, token: Token | undefined): Grant | undefined {
  return token === undefined ? undefined : book.state.grants.find((grant) => grant.id === token.grant)
}

function issueTokens(book: Book, grant: Grant, now: Date, nonce: string | null): TokenAnswer {
  const claims = claimsOf(book, grant, now)
  const jwt = (extra: object): string => signJwt({ ...claims, jti: book.randomness.id(), ...extra }, book.key)
  const access = jwt({ scp: grant.scopes, ou_code: 'EU', aud: [book.issuer()] })
  remember(book, access, { kind: 'access', grant, expiresAt: now.getTime() + ACCESS_TOKEN_SECONDS * 1000 })
  const answer = { access_token: access, expires_in: ACCESS_TOKEN_SECONDS, token_type: 'Bearer' } as const
  const refreshPart = grant.scopes.includes('offline_access')
    ? { refresh_token: opaque(book.randomness) }
    : {}
  if (refreshPart.refresh_token !== undefined) {
    const expiresAt = now.getTime() + REFRESH_LIFETIME_MS
    remember(book, refreshPart.refresh_token, { kind: 'refresh', grant, expiresAt })
  }
  if (!grant.scopes.includes('openid')) return { ...answer, ...refreshPart }
  const idToken = jwt({ aud: book.clientId, ...(nonce === null ? {} : { nonce }) })
  book.state.secrets.push(idToken)
  return { ...answer, ...refreshPart, id_token: idToken }
}

function remember(
  book: Book,
  token: string,
  { kind, grant, expiresAt }: Pick<Token, 'kind' | 'expiresAt'> & { readonly grant: Grant },
): void {
  const entry: Token = { token, kind, grant: grant.id, expiresAt, used: false }
  book.state.tokens.push(entry)
  book.state.secrets.push(token)
  book.tokens.set(token, entry)
}

function claimsOf(parts: GrantParts, grant: Grant, now: Date): object {
  const seconds = Math.floor(now.getTime() / 1000)
  return {
    iss: `${parts.issuer()}/oauth2/v3`,
    azp: parts.clientId,
    sub: createHash('sha256').update(`driver:${grant.login}`).digest('hex').slice(0, 32),
    iat: seconds,
    exp: seconds + ACCESS_TOKEN_SECONDS,
  }
}

/** The region prefix is part of every opaque secret. */
function opaque(randomness: Randomness): string {
  return `EU_${randomness.bytes(32).toString('base64url')}`
}

function mayRedeem(code: Code, use: CodeUse, now: Date): boolean {
  if (code.spent || now.getTime() - code.issuedAt > CODE_LIFETIME_MS) return false
  if (code.redirectUri !== use.redirectUri) return false
  return (
    code.challenge === null || (use.verifier !== undefined && challengeOf(use.verifier) === code.challenge)
  )
}

/** PKCE, S256 (RFC 7636 §4.2). */
function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

function mayRefresh(token: Token, grant: Grant, now: Date): boolean {
  if (grant.revokedAt !== null || now.getTime() >= token.expiresAt) return false
  if (!token.used) return true
  return grant.lastUsed?.token === token.token && now.getTime() - grant.lastUsed.at <= GRACE_MS
}
