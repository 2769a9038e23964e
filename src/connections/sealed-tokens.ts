import { addSeconds } from 'date-fns'
import { bucketOf, BUCKETS } from '../database/claim-due.ts'
import type { TokenSet } from '../carmakers/port.ts'
import { open, seal, type DriverKey } from '../keys/envelope.ts'

/** A pair of tokens as it lies in the database: sealed under the driver's key. */
export interface SealedTokens {
  readonly sealedAccess: Buffer
  readonly sealedRefresh: Buffer
  /** World time, as the carmaker told it. */
  readonly accessExpiresAt: Date
  /** World time from which the pair is renewed at its next use, while the access token still serves. */
  readonly refreshAt: Date
}

/** The row that a pair lies in. It opens there and nowhere else. */
export interface TokenRow {
  readonly table: 'token' | 'held_grant'
  readonly id: string
}

/** Renewed with this share of its life left at the latest: time enough to try again if the carmaker is out of order. */
const LATEST_SHARE_LEFT = 0.2
/** Spread over this much more, by connection, so that those that were made together are not renewed together. */
const SPREAD_SHARE = 0.1

/** Seals a pair of tokens for its row. `spreadBy` is the id of its connection. */
export function sealTokens(
  key: DriverKey,
  row: TokenRow,
  tokens: Pick<TokenSet, 'accessToken' | 'refreshToken' | 'expiresInSeconds'>,
  { now, spreadBy }: { readonly now: Date; readonly spreadBy: string },
): SealedTokens {
  const { accessToken, refreshToken, expiresInSeconds } = tokens
  const left = LATEST_SHARE_LEFT + (SPREAD_SHARE * bucketOf(spreadBy)) / BUCKETS
  return {
    sealedAccess: seal(key, accessToken, place(row, 'access')),
    sealedRefresh: seal(key, refreshToken, place(row, 'refresh')),
    accessExpiresAt: addSeconds(now, expiresInSeconds),
    refreshAt: addSeconds(now, Math.floor(expiresInSeconds * (1 - left))),
  }
}

/** The same pair, sealed for another row. */
export function moveTokens(key: DriverKey, sealed: SealedTokens, from: TokenRow, to: TokenRow): SealedTokens {
  const { accessExpiresAt, refreshAt } = sealed
  return {
    sealedAccess: seal(key, openAccessToken(key, from, sealed), place(to, 'access')),
    sealedRefresh: seal(key, openRefreshToken(key, from, sealed), place(to, 'refresh')),
    accessExpiresAt,
    refreshAt,
  }
}

/** @throws SealError if it was sealed for another row or field, under another key, or altered */
export function openAccessToken(key: DriverKey, row: TokenRow, sealed: SealedTokens): string {
  return open(key, sealed.sealedAccess, place(row, 'access'))
}

/** @throws SealError as {@link openAccessToken} */
export function openRefreshToken(
  key: DriverKey,
  row: TokenRow,
  sealed: Pick<SealedTokens, 'sealedRefresh'>,
): string {
  return open(key, sealed.sealedRefresh, place(row, 'refresh'))
}

function place(
  { table, id }: TokenRow,
  field: 'access' | 'refresh',
): { table: string; row: string; field: string } {
  return { table, row: id, field }
}
