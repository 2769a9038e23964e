import { CarmakerError } from '../carmakers/carmaker-error.ts'
import type { DriverKey } from '../keys/envelope.ts'
import { findDriverKey } from '../keys/key-store.ts'
import type { Connection } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import { saveHeldTokens, type HeldGrant } from './held-grant-store.ts'
import { openAccessToken, openRefreshToken, sealTokens, type TokenRow } from './sealed-tokens.ts'

/** A grant that is held, of the connection that it was begun for. */
interface Held {
  readonly connection: Connection
  readonly grant: HeldGrant
}

/** The refresh token of a held grant in clear. */
export async function openHeldRefreshToken(
  deps: ConnectionDependencies,
  { connection, grant }: Held,
): Promise<string> {
  return openRefreshToken(await keyOf(deps, connection), rowOf(grant), grant.tokens)
}

/**
 * Calls the carmaker with the access token of a held grant. Whoever has claimed the grant is alone with it. A token that has
 * ended is renewed, and the new pair stored before it is used: the refresh token is spent by then.
 *
 * @throws CarmakerError from the call, or `consent-revoked` if the grant is dead already
 */
export async function withHeldAccess(
  deps: ConnectionDependencies,
  { connection, grant }: Held,
  call: (accessToken: string) => Promise<void>,
): Promise<void> {
  const key = await keyOf(deps, connection)
  const row = rowOf(grant)
  if (deps.clock.now() < grant.tokens.accessExpiresAt) {
    try {
      await call(openAccessToken(key, row, grant.tokens))
      return
    } catch (error) {
      if (!(error instanceof CarmakerError) || error.code !== 'token-expired') throw error
    }
  }
  const refreshToken = openRefreshToken(key, row, grant.tokens)
  const tokens = await deps.carmaker(connection.carmaker).oauth.refresh(refreshToken)
  const sealed = sealTokens(key, row, tokens, { now: deps.clock.now(), spreadBy: connection.id })
  await saveHeldTokens(deps.db, grant.id, sealed)
  await call(tokens.accessToken)
}

function keyOf(deps: ConnectionDependencies, { driverId }: Connection): Promise<DriverKey> {
  return findDriverKey(deps.db, deps.kek, driverId)
}

function rowOf({ id }: HeldGrant): TokenRow {
  return { table: 'held_grant', id }
}
