import { CarmakerError } from '../carmakers/carmaker-error.ts'
import { createReads, type Reads } from '../database/reads.ts'
import { SealError, type DriverKey } from '../keys/envelope.ts'
import { driverKeyRead, findDriverKey } from '../keys/key-store.ts'
import { markReauthRequired, type Connection } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import { notePermissions } from './note-permissions.ts'
import { openAccessToken, openRefreshToken, sealTokens, type TokenRow } from './sealed-tokens.ts'
import {
  endRefreshLease,
  findTokens,
  leaseRefresh,
  saveRefreshedTokens,
  tokensRead,
  type StoredTokens,
} from './token-store.ts'

/** Another process is refreshing this connection at the moment; ask again in a few seconds. */
export class RefreshBusyError extends Error {
  override name = 'RefreshBusyError'
}

/**
 * Calls the carmaker with a valid access token. It is renewed early, and once more if the carmaker says that it has
 * ended; while the present one lives, a renewal that fails costs nothing. The driver's key comes along, and whether a renewal can be
 * asked for at all.
 *
 * @param opening what opens the access, if it has just been read
 * @throws SealError if the access token, or the driver's key, is damaged where it is stored
 * @throws RefreshBusyError if the token has ended and another process is renewing it
 * @throws CarmakerError from the call, or `consent-revoked` if the carmaker no longer honours the connection
 */
export async function withAccess<T>(
  deps: ConnectionDependencies,
  connection: Connection,
  call: (accessToken: string, key: DriverKey, isRenewable: () => boolean) => Promise<T>,
  opening?: Opening,
): Promise<T> {
  const work = opening === undefined ? await renewalOf(deps, connection) : opening()
  const { key, stored } = work
  const now = deps.clock.now()
  const fresh = now < stored.refreshAt
  const accessToken = fresh ? accessOf(work) : await renewed(work, now < stored.accessExpiresAt)
  try {
    return await call(accessToken, key, () => isRenewable(work))
  } catch (error) {
    if (!(error instanceof CarmakerError) || error.code !== 'token-expired') throw error
    // A token that was renewed just now is not renewed again; one that came from elsewhere is.
    if (!fresh && accessToken !== accessOf(work)) throw error
    return call(await renew(work), key, () => true)
  }
}

/**
 * Renews the access token although it is not time to: a new one tells what the driver permits by now.
 *
 * @throws RefreshBusyError if another process is at it
 * @throws CarmakerError if the carmaker does not renew it; `consent-revoked` if it no longer honours the connection
 */
export async function renewAccess(deps: ConnectionDependencies, connection: Connection): Promise<void> {
  await renew(await renewalOf(deps, connection))
}

/** The refresh token in clear, for revocation; `undefined` if there is none left. */
export async function findRefreshToken(
  deps: ConnectionDependencies,
  connection: Connection,
): Promise<string | undefined> {
  const stored = await findTokens(deps.db, connection.id)
  if (stored === undefined) return undefined
  const key = await findDriverKey(deps.db, deps.kek, connection.driverId)
  return openRefreshToken(key, rowOf(connection), stored)
}

interface Renewal {
  readonly deps: ConnectionDependencies
  readonly connection: Connection
  readonly key: DriverKey
  readonly stored: StoredTokens
}

/** What opens a connection; throws as {@link withAccess} does where it is damaged, or gone. */
export type Opening = () => Renewal

/** @returns what opens a connection, once `reads` are through */
export function addOpening(reads: Reads, deps: ConnectionDependencies, connection: Connection): Opening {
  const key = reads.add(driverKeyRead(deps.db, deps.kek, connection.driverId))
  const tokens = reads.add(tokensRead(deps.db, connection.id))
  return () => {
    const work = { deps, connection, key: key() }
    const stored = tokens()
    if (stored === undefined) throw noTokens()
    return { ...work, stored }
  }
}

async function renewalOf(deps: ConnectionDependencies, connection: Connection): Promise<Renewal> {
  const reads = createReads(deps.db)
  const opening = addOpening(reads, deps, connection)
  await reads.run()
  return opening()
}

/** A renewed access token; the present one if it still lives and the renewal fails, or is another process's doing. */
async function renewed(work: Renewal, stillLives: boolean): Promise<string> {
  try {
    return await renew(work)
  } catch (error) {
    if (stillLives && isPassing(error)) return accessOf(work)
    throw error
  }
}

/** A renewal that fails like this says nothing against the present token. */
function isPassing(error: unknown): boolean {
  if (error instanceof RefreshBusyError || error instanceof SealError) return true
  return error instanceof CarmakerError && !isEnd(error)
}

/** A refresh token that is damaged where it is stored renews nothing. */
function isRenewable({ key, connection, stored }: Renewal): boolean {
  try {
    openRefreshToken(key, rowOf(connection), stored)
    return true
  } catch (error) {
    if (!(error instanceof SealError)) throw error
    return false
  }
}

/**
 * Spends the refresh token under a lease. The new pair is stored before it is used: a carmaker with single-use refresh
 * tokens has by now forgotten the old one. Only `consent-revoked` ends the connection; a fault of ours or theirs does not.
 */
async function renew(work: Renewal): Promise<string> {
  const { deps, connection, key, stored } = work
  const refreshToken = openRefreshToken(key, rowOf(connection), stored)
  const lease = await leaseRefresh(deps.db, connection.id, stored.version)
  if (lease === undefined) return othersToken(work)
  try {
    const tokens = await deps.carmaker(connection.carmaker).oauth.refresh(refreshToken)
    const sealed = sealTokens(key, rowOf(connection), tokens, {
      now: deps.clock.now(),
      spreadBy: connection.id,
    })
    const saved = await saveRefreshedTokens(deps.db, connection.id, stored.version, sealed)
    // Our lease had run out and another process was faster. What is stored is what the others use as well.
    if (!saved) return await othersToken(work)
    const { accessToken, grantedScopes: granted } = tokens
    if (granted !== null) await notePermissions(deps, connection, { granted })
    return accessToken
  } catch (error) {
    const fault = error instanceof CarmakerError ? error.code : undefined
    const wasOurs = await endRefreshLease(deps.db, connection.id, lease, { fault, now: deps.clock.now() })
    if (!isEnd(error)) throw error
    // Whoever took over when our lease had run out may have spent the token, and be about to store what came of it.
    if (!wasOurs) return await othersToken(work)
    const token = await newerToken(work)
    if (token !== undefined) return token
    await markReauthRequired(deps.db, connection.id)
    throw error
  }
}

/** @throws RefreshBusyError if the other process is not through with it yet */
async function othersToken(work: Renewal): Promise<string> {
  const token = await newerToken(work)
  if (token !== undefined) return token
  throw new RefreshBusyError('The token is being refreshed by another process')
}

/** The access token that another process has stored since ours was read. */
async function newerToken({ deps, connection, key, stored }: Renewal): Promise<string | undefined> {
  const newest = await findTokens(deps.db, connection.id)
  if (newest === undefined || newest.version === stored.version) return undefined
  return openAccessToken(key, rowOf(connection), newest)
}

function accessOf({ connection, key, stored }: Renewal): string {
  return openAccessToken(key, rowOf(connection), stored)
}

function isEnd(error: unknown): boolean {
  return error instanceof CarmakerError && error.code === 'consent-revoked'
}

function rowOf({ id }: Connection): TokenRow {
  return { table: 'token', id }
}

function noTokens(): CarmakerError {
  return new CarmakerError({
    code: 'consent-revoked',
    route: 'token store',
    temporary: false,
    mayHaveSucceeded: false,
  })
}
