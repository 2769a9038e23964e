import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Randomness } from '../../base/random.ts'

const CODE_LIFETIME_MS = 10 * 60_000

const instant = z.number().int()
const codeSchema = z.object({
  code: z.string(),
  login: z.string(),
  scopes: z.array(z.string()),
  redirectUri: z.string(),
  challenge: z.string().nullable(),
  nonce: z.string().nullable(),
  /** The cars that were chosen; null: all of the driver's. */
  vins: z.array(z.string()).nullable().default(null),
  issuedAt: instant,
  spent: z.boolean(),
})
const grantSchema = z.object({
  id: z.string(),
  login: z.string(),
  scopes: z.array(z.string()),
  vins: z.array(z.string()).nullable().default(null),
  revokedAt: instant.nullable(),
  lastUsed: z.object({ token: z.string(), at: instant }).nullable(),
})
const tokenSchema = z.object({
  token: z.string(),
  kind: z.enum(['access', 'refresh']),
  grant: z.string(),
  expiresAt: instant,
  used: z.boolean(),
  scopes: z.array(z.string()).optional(),
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

/** How long the tokens of a carmaker live, and what becomes of those that are used twice. */
export interface TokenRules {
  readonly accessSeconds: number
  readonly refreshSeconds: number
  /** The refresh token used last can be used again for this long, for those who failed to save its successor. */
  readonly graceSeconds: number
  /** A refresh token used out of grace ends the whole grant (RFC 9700 §4.14.2), rather than being refused alone. */
  readonly reuseEndsGrant: boolean
  /** An access token keeps the scopes it was made with; what the driver changes comes with the next one. */
  readonly scopesStayInToken: boolean
}

/** What a carmaker's tokens look like. */
export interface TokenMint {
  readonly access: (grant: Grant, now: Date) => string
  /** `undefined`: this grant does not outlive its first access token. */
  readonly refresh: (grant: Grant) => string | undefined
  readonly id?: (grant: Grant, now: Date, nonce: string | null) => string | undefined
}

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
  /** The driver ticks other scopes than before, in the account. @returns how many grants that concerns */
  changeScopes(login: string, scopes: readonly string[]): number
  /** Takes one car out of a grant; without a car left it is revoked. */
  revokeCar(grant: Grant, vins: readonly string[], now: Date): void
  /** Whether the driver has taken back every consent given. */
  hasRevoked(login: string): boolean
  readonly state: GrantState
}

export interface GrantParts {
  readonly randomness: Randomness
  readonly rules: TokenRules
  readonly mint: TokenMint
  /** Before every code, as some carmakers have it. */
  readonly codePrefix?: string
  readonly saved?: GrantState | undefined
}

/** Codes, grants and tokens of one application. World time decides what has expired. */
export function createGrants(parts: GrantParts): Grants {
  const state = parts.saved ?? { codes: [], grants: [], tokens: [], secrets: [] }
  const tokens = new Map(state.tokens.map((token) => [token.token, token]))
  const book: Book = { ...parts, state, tokens }
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
    changeScopes: (login, scopes) =>
      given(login).flatMap((one) => (one.revokedAt === null ? [(one.scopes = [...scopes])] : [])).length,
    revokeCar: (grant, vins, now) => {
      grant.vins = [...vins]
      if (vins.length === 0) grant.revokedAt ??= now.getTime()
    },
    hasRevoked: (login) => given(login).length > 0 && given(login).every((grant) => grant.revokedAt !== null),
  }
}

interface Book extends GrantParts {
  readonly state: GrantState
  readonly tokens: Map<string, Token>
}

function issueCode(book: Book, allowed: AllowedAccess, now: Date): string {
  const code = (book.codePrefix ?? '') + book.randomness.bytes(32).toString('base64url')
  book.state.codes.push({ ...allowed, code, issuedAt: now.getTime(), spent: false })
  book.state.secrets.push(code)
  return code
}

function redeemCode(book: Book, use: CodeUse, now: Date): TokenAnswer | undefined {
  const code = book.state.codes.find((one) => one.code === use.code)
  if (code === undefined || !mayRedeem(code, use, now)) return undefined
  code.spent = true
  const { login, scopes, vins } = code
  const grant: Grant = { id: book.randomness.id(), login, scopes, vins, revokedAt: null, lastUsed: null }
  book.state.grants.push(grant)
  return issueTokens(book, grant, now, code.nonce)
}

function refresh(book: Book, token: Token | undefined, now: Date): TokenAnswer | undefined {
  const grant = grantOf(book, token)
  if (token?.kind !== 'refresh' || grant === undefined) return undefined
  if (!mayRefresh(book, token, grant, now)) {
    if (token.used && book.rules.reuseEndsGrant) grant.revokedAt ??= now.getTime()
    return undefined
  }
  // @NOTE Grace counts from the first use; a second use within it does not stretch it.
  if (!token.used) grant.lastUsed = { token: token.token, at: now.getTime() }
  token.used = true
  return issueTokens(book, grant, now, null)
}

function check(book: Book, token: Token | undefined, now: Date): TokenState {
  const grant = grantOf(book, token)
  if (token?.kind !== 'access' || grant === undefined) return 'unknown'
  if (grant.revokedAt !== null) return 'revoked'
  if (now.getTime() >= token.expiresAt) return 'expired'
  return book.rules.scopesStayInToken ? { ...grant, scopes: token.scopes ?? grant.scopes } : grant
}

function grantOf(book: Book, token: Token | undefined): Grant | undefined {
  return token === undefined ? undefined : book.state.grants.find((grant) => grant.id === token.grant)
}

function issueTokens(book: Book, grant: Grant, now: Date, nonce: string | null): TokenAnswer {
  const { rules, mint } = book
  const endOf = (seconds: number): number => now.getTime() + seconds * 1000
  const access = mint.access(grant, now)
  remember(book, access, { kind: 'access', grant, expiresAt: endOf(rules.accessSeconds) })
  const refreshToken = mint.refresh(grant)
  if (refreshToken !== undefined) {
    remember(book, refreshToken, { kind: 'refresh', grant, expiresAt: endOf(rules.refreshSeconds) })
  }
  const idToken = mint.id?.(grant, now, nonce)
  if (idToken !== undefined) book.state.secrets.push(idToken)
  return {
    access_token: access,
    expires_in: rules.accessSeconds,
    token_type: 'Bearer',
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(idToken === undefined ? {} : { id_token: idToken }),
  }
}

function remember(
  book: Book,
  token: string,
  { kind, grant, expiresAt }: Pick<Token, 'kind' | 'expiresAt'> & { readonly grant: Grant },
): void {
  const entry: Token = { token, kind, grant: grant.id, expiresAt, used: false, scopes: [...grant.scopes] }
  book.state.tokens.push(entry)
  book.state.secrets.push(token)
  book.tokens.set(token, entry)
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

function mayRefresh({ rules }: Book, token: Token, grant: Grant, now: Date): boolean {
  if (grant.revokedAt !== null || now.getTime() >= token.expiresAt) return false
  if (!token.used) return true
  return (
    grant.lastUsed?.token === token.token && now.getTime() - grant.lastUsed.at <= rules.graceSeconds * 1000
  )
}
