import { addHours, addMinutes } from 'date-fns'
import { CarmakerError } from '../carmakers/carmaker-error.ts'
import { claimDue, fenced, settleDue, type Claim } from '../database/claim-due.ts'
import { shredDriverKey } from '../keys/key-store.ts'
import { findConnection, listConnections, markRevoked, type Connection } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import { deleteTokens } from './token-store.ts'
import { openRefreshToken } from './tokens.ts'

/** After this the key is shredded whether or not the carmaker answered: without it the tokens are noise. */
const REVOCATION_HOURS = 24
const RETRY_MINUTES = 15

/**
 * Ends withdrawn connections: revokes the tokens at the carmaker (RFC 7009), then deletes them and shreds the driver's
 * key. Tried again until the carmaker has answered, for at most 24 hours.
 *
 * @returns how many connections were worked on
 */
export async function revokeWithdrawn(deps: ConnectionDependencies): Promise<number> {
  const claims = await claimDue(deps.db, { table: 'connection_due', now: deps.clock.now(), limit: 20 })
  for (const claim of claims) await revokeOne(deps, claim)
  return claims.length
}

async function revokeOne(deps: ConnectionDependencies, claim: Claim): Promise<void> {
  const connection = await findConnection(deps.db, claim.key)
  const now = deps.clock.now()
  const revoked = connection === undefined || (await revokeAtCarmaker(deps, connection))
  const overdue = connection?.withdrawnAt != null && now >= addHours(connection.withdrawnAt, REVOCATION_HOURS)
  await fenced(deps.db, claim, async (trx) => {
    if (!revoked && !overdue) return settleDue(trx, claim, addMinutes(now, RETRY_MINUTES))
    await deleteTokens(trx, claim.key)
    const others =
      connection === undefined ? [] : await listConnections(trx, { driverId: connection.driverId })
    const keyStillNeeded = others.some(({ id, state }) => id !== claim.key && NEEDS_KEY.includes(state))
    if (connection !== undefined && !keyStillNeeded) await shredDriverKey(trx, connection.driverId, now)
    await markRevoked(trx, claim.key, now)
  })
}

const NEEDS_KEY: readonly string[] = ['started', 'connected', 'reauth_required', 'withdrawing']

async function revokeAtCarmaker(deps: ConnectionDependencies, connection: Connection): Promise<boolean> {
  try {
    const refreshToken = await openRefreshToken(deps, connection)
    if (refreshToken !== undefined) await deps.carmaker(connection.carmaker).oauth.revoke(refreshToken)
    return true
  } catch (error) {
    if (error instanceof CarmakerError && error.temporary) return false
    if (error instanceof CarmakerError) return true
    throw error
  }
}
