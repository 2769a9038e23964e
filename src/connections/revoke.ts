import { addHours, addSeconds } from 'date-fns'
import { earliest } from '../base/interval.ts'
import { claimDue, fenced, LeaseLostError, settleDue, type Claim } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { findConnection, markRevoked } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import { forgetUnneededKey } from './forget-key.ts'
import { revokeToken, REVOCATION_HOURS } from './revoke-token.ts'
import { deleteTokens } from './token-store.ts'
import { findRefreshToken } from './tokens.ts'

/** Few, since each may have to wait for the carmaker's time-out. */
const BATCH = 2

/**
 * Ends withdrawn connections: revokes the tokens at the carmaker (RFC 7009), then deletes them and shreds the driver's
 * key. Tried again until the carmaker has answered, for at most 24 hours.
 *
 * @returns how many connections were worked on
 */
export async function revokeWithdrawn(deps: ConnectionDependencies): Promise<number> {
  const claims = await claimDue(deps.db, { table: 'connection_due', now: deps.clock.now(), limit: BATCH })
  for (const claim of claims) await revokeOne(deps, claim)
  return claims.length
}

async function revokeOne(deps: ConnectionDependencies, claim: Claim): Promise<void> {
  const connection = await findConnection(deps.db, claim.key)
  const now = deps.clock.now()
  const latest = addHours(connection?.withdrawnAt ?? now, REVOCATION_HOURS)
  const seconds =
    connection === undefined
      ? null
      : await revokeToken(deps, connection, () => findRefreshToken(deps, connection))
  const write = async (trx: Trx): Promise<void> => {
    if (seconds !== null && now < latest)
      await settleDue(trx, claim, earliest(addSeconds(now, seconds), latest))
    else await forget(trx, { id: claim.key, driverId: connection?.driverId, now })
  }
  await fenced(deps.db, claim, write).catch((error: unknown) => {
    if (!(error instanceof LeaseLostError)) throw error
  })
}

interface Ended {
  readonly id: string
  readonly driverId: string | undefined
  readonly now: Date
}

async function forget(trx: Trx, { id, driverId, now }: Ended): Promise<void> {
  await deleteTokens(trx, id)
  await markRevoked(trx, id, now)
  if (driverId === undefined) return
  await forgetUnneededKey(trx, driverId, now)
}
