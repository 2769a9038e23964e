import { addSeconds, subMinutes } from 'date-fns'
import { CarmakerError } from '../carmakers/carmaker-error.ts'
import type { TokenSet } from '../carmakers/port.ts'
import type { DriverKey } from '../keys/envelope.ts'
import { open, seal } from '../keys/envelope.ts'
import { findDriverKey } from '../keys/key-store.ts'
import { markReauthRequired, type Connection } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import {
  endRefreshLease,
  findTokens,
  leaseRefresh,
  saveRefreshedTokens,
  type SealedTokens,
  type StoredTokens,
} from './token-store.ts'

/** Refreshed this long before the carmaker would refuse it. */
const REFRESH_EARLY_MINUTES = 5

/** Another process is refreshing this connection at the moment; ask again in a few seconds. */
export class RefreshBusyError extends Error {
  override name = 'RefreshBusyError'
}

/** Seals a pair of tokens; each ciphertext opens only in its own row and field. */
export function sealTokens(key: DriverKey, connectionId: string, tokens: TokenSet, now: Date): SealedTokens {
  return {
    sealedAccess: seal(key, tokens.accessToken, place(connectionId, 'access')),
    sealedRefresh: seal(key, tokens.refreshToken, place(connectionId, 'refresh')),
    accessExpiresAt: addSeconds(now, tokens.expiresInSeconds),
  }
}

/**
 * Calls the carmaker with a valid access token, refreshing it first when it is about to end, and once more if the
 * carmaker says that it has ended.
 *
 * @throws RefreshBusyError if another process is refreshing
 * @throws CarmakerError from the call, or `consent-revoked` if the carmaker no longer honours the connection
 */
export async function withAccess<T>(
  deps: ConnectionDependencies,
  connection: Connection,
  call: (accessToken: string) => Promise<T>,
): Promise<T> {
  const key = await findDriverKey(deps.db, deps.kek, connection.driverId)
  const stored = await requireTokens(deps, connection)
  const fresh = deps.clock.now() < subMinutes(stored.accessExpiresAt, REFRESH_EARLY_MINUTES)
  const accessToken = fresh
    ? open(key, stored.sealedAccess, place(connection.id, 'access'))
    : await refresh(deps, connection, key, stored)
  try {
    return await call(accessToken)
  } catch (error) {
    if (!fresh || !(error instanceof CarmakerError) || error.code !== 'token-expired') throw error
    return call(await refresh(deps, connection, key, stored))
  }
}

/** The refresh token in clear, for revocation; `undefined` if there is none left. */
export async function openRefreshToken(
  deps: ConnectionDependencies,
  connection: Connection,
): Promise<string | undefined> {
  const stored = await findTokens(deps.db, connection.id)
  if (stored === undefined) return undefined
  const key = await findDriverKey(deps.db, deps.kek, connection.driverId)
  return open(key, stored.sealedRefresh, place(connection.id, 'refresh'))
}

/**
 * Spends the refresh token under a lease. The new pair is stored before it is used: a carmaker with single-use refresh
 * tokens has by now forgotten the old one. Only `consent-revoked` ends the connection; a fault of ours or theirs does not.
 */
async function refresh(
  deps: ConnectionDependencies,
  connection: Connection,
  key: DriverKey,
  stored: StoredTokens,
): Promise<string> {
  if (!(await leaseRefresh(deps.db, connection.id, stored.version))) {
    throw new RefreshBusyError('The token is being refreshed by another process')
  }
  const refreshToken = open(key, stored.sealedRefresh, place(connection.id, 'refresh'))
  try {
    const tokens = await deps.carmaker(connection.carmaker).oauth.refresh(refreshToken)
    const sealed = sealTokens(key, connection.id, tokens, deps.clock.now())
    await saveRefreshedTokens(deps.db, connection.id, stored.version, sealed)
    return tokens.accessToken
  } catch (error) {
    await endRefreshLease(deps.db, connection.id, stored.version)
    if (error instanceof CarmakerError && error.code === 'consent-revoked') {
      await refuseToEndRefreshed(deps, connection, stored)
      await markReauthRequired(deps.db, connection.id)
    }
    throw error
  }
}

/** A token that the carmaker no longer knows ends nothing if another process has put a newer one in its place. */
async function refuseToEndRefreshed(
  deps: ConnectionDependencies,
  connection: Connection,
  { version }: StoredTokens,
): Promise<void> {
  const newest = await findTokens(deps.db, connection.id)
  if (newest !== undefined && newest.version !== version) {
    throw new RefreshBusyError('The token was refreshed by another process meanwhile')
  }
}

async function requireTokens(deps: ConnectionDependencies, connection: Connection): Promise<StoredTokens> {
  const stored = await findTokens(deps.db, connection.id)
  if (stored !== undefined) return stored
  throw new CarmakerError({
    code: 'consent-revoked',
    route: 'token store',
    temporary: false,
    mayHaveSucceeded: false,
  })
}

function place(
  connectionId: string,
  field: 'access' | 'refresh',
): { table: string; row: string; field: string } {
  return { table: 'token', row: connectionId, field }
}
