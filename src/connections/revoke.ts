import { addHours, addSeconds } from 'date-fns'
import { earliest } from '../base/interval.ts'
import type { CarmakerName } from '../carmakers/registry.ts'
import { claimDue, fenced, LeaseLostError, settleDue, type Claim } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { findConnection, markRevoked } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import { forgetUnneededKey } from './forget-key.ts'
import { revokeGrant, REVOCATION_HOURS, type EndingGrant } from './revoke-grant.ts'
import { deleteTokens } from './token-store.ts'
import { findRefreshToken, withAccess } from './tokens.ts'

/** Few, since each may have to wait for the carmaker's time-out. */
const BATCH = 2

/** Withdrawn connections whose turn it is. */
export function claimWithdrawn({ db, clock }: ConnectionDependencies): Promise<readonly Claim[]> {
  return claimDue(db, { table: 'connection_due', now: clock.now(), limit: BATCH })
}

/**
 * Revokes the tokens of a withdrawn connection at the carmaker (RFC 7009), then deletes them and shreds the driver's key.
 * Tried again until the carmaker has answered, for at most 24 hours.
 */
export async function revokeClaimed(
  deps: ConnectionDependencies,
  claim: Claim,
  isKeptBy: (carmaker: CarmakerName) => EndingGrant['isKept'],
): Promise<void> {
  const connection = await findConnection(deps.db, claim.key)
  const now = deps.clock.now()
  const latest = addHours(connection?.withdrawnAt ?? now, REVOCATION_HOURS)
  const seconds =
    connection === undefined
      ? null
      : await revokeGrant(deps, connection, {
          refreshToken: () => findRefreshToken(deps, connection),
          withAccess: (call) => withAccess(deps, connection, call),
          isKept: isKeptBy(connection.carmaker),
        })
  if (seconds !== null && now < latest) {
    await tryAgainAt(deps, claim, earliest(addSeconds(now, seconds), latest))
    return
  }
  await held(deps, claim, (trx) => forget(trx, { id: claim.key, driverId: connection?.driverId, now }))
}

/** The turn of a withdrawn connection is over, and the next one is at `instant`. */
export function tryAgainAt(deps: ConnectionDependencies, claim: Claim, instant: Date): Promise<void> {
  return held(deps, claim, (trx) => settleDue(trx, claim, instant))
}

/** Who took the turn over meanwhile does all of it again; nothing of it does harm twice. */
async function held(
  { db }: ConnectionDependencies,
  claim: Claim,
  write: (trx: Trx) => Promise<void>,
): Promise<void> {
  await fenced(db, claim, write).catch((error: unknown) => {
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
