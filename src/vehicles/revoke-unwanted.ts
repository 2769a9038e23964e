import { addHours, addMinutes, addSeconds } from 'date-fns'
import { earliest } from '../base/interval.ts'
import { findConnection } from '../connections/connection-store.ts'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import { forgetUnneededKey } from '../connections/forget-key.ts'
import {
  claimUnwanted,
  deleteHeldGrant,
  tryAgainAt,
  type HeldGrant,
} from '../connections/held-grant-store.ts'
import { openHeldRefreshToken, withHeldAccess } from '../connections/held-access.ts'
import { revokeGrant, REVOCATION_HOURS } from '../connections/revoke-grant.ts'
import { isKeptBy } from './kept-cars.ts'

/** Few, since each may have to wait for the carmaker's time-out. */
const BATCH = 2
/** Longer than the carmaker's time-out; whoever dies meanwhile is followed by another. */
const LEASE_MINUTES = 1

/**
 * Revokes what a carmaker granted and nobody wants: grants that no session of the app confirmed, that were refused, or
 * that a renewal replaced. Tried again until the carmaker has answered, for at most 24 hours; then forgotten.
 *
 * @returns how many were worked on
 */
export async function revokeUnwanted(deps: ConnectionDependencies): Promise<number> {
  const now = deps.processClock.now()
  const leaseUntil = addMinutes(now, LEASE_MINUTES)
  const claimed = await claimUnwanted(deps.db, { now, leaseUntil, limit: BATCH })
  for (const { grant, since } of claimed) await revokeOne(deps, grant, addHours(since, REVOCATION_HOURS))
  return claimed.length
}

async function revokeOne(deps: ConnectionDependencies, grant: HeldGrant, latest: Date): Promise<void> {
  const connection = await findConnection(deps.db, grant.connectionId)
  if (connection === undefined) return
  const held = { connection, grant }
  const seconds = await revokeGrant(deps, connection, {
    refreshToken: () => openHeldRefreshToken(deps, held),
    withAccess: (call) => withHeldAccess(deps, held, call),
    isKept: isKeptBy(deps, connection.carmaker),
  })
  const now = deps.processClock.now()
  if (seconds !== null && now < latest) {
    await tryAgainAt(deps.db, grant.id, earliest(addSeconds(now, seconds), latest))
    return
  }
  await deps.db.transaction().execute(async (trx) => {
    await deleteHeldGrant(trx, grant.id)
    await forgetUnneededKey(trx, connection.driverId, deps.clock.now())
  })
}
