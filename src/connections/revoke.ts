import { addHours, addSeconds } from 'date-fns'
import { earliest } from '../base/interval.ts'
import { CarmakerError } from '../carmakers/carmaker-error.ts'
import { claimDue, fenced, LeaseLostError, settleDue, type Claim } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { shredDriverKey } from '../keys/key-store.ts'
import {
  findConnection,
  listConnections,
  markRevoked,
  type Connection,
  type ConnectionState,
} from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import { deleteFlowsOf } from './flow-store.ts'
import { deleteTokens } from './token-store.ts'
import { openRefreshToken } from './tokens.ts'

/** After this the key is shredded whether or not the carmaker answered: without it the tokens are noise. */
const REVOCATION_HOURS = 24
const RETRY_SECONDS = 15 * 60
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
  const retryAt = connection === undefined ? null : await revokeAtCarmaker(deps, connection)
  const write = async (trx: Trx): Promise<void> => {
    if (retryAt !== null && now < latest) await settleDue(trx, claim, earliest(retryAt, latest))
    else await forget(trx, { id: claim.key, driverId: connection?.driverId, now })
  }
  await fenced(deps.db, claim, write).catch((error: unknown) => {
    if (!(error instanceof LeaseLostError)) throw error
  })
}

/** @returns when to ask again; `null` if nothing is left to revoke */
async function revokeAtCarmaker(deps: ConnectionDependencies, connection: Connection): Promise<Date | null> {
  try {
    const refreshToken = await openRefreshToken(deps, connection)
    if (refreshToken !== undefined) await deps.carmaker(connection.carmaker).oauth.revoke(refreshToken)
    return null
  } catch (error) {
    if (error instanceof CarmakerError && error.code === 'consent-revoked') return null
    // Also a fault of ours, such as a wrong client secret: the tokens are live, and we may be mended within the day.
    deps.events.somethingFailed({ where: 'revocation', error })
    const told = error instanceof CarmakerError ? error.retryAfterSeconds : undefined
    return addSeconds(deps.clock.now(), told ?? RETRY_SECONDS)
  }
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
  const others = await listConnections(trx, { driverId })
  if (others.some(needsKey)) return
  await deleteFlowsOf(trx, driverId)
  await shredDriverKey(trx, driverId, now)
}

/** A connection that was only begun needs none: its flow is begun again. */
function needsKey({ state, revokedAt }: Connection): boolean {
  return LIVE.includes(state) || (state === 'withdrawn' && revokedAt === null)
}

const LIVE: readonly ConnectionState[] = ['connected', 'reauth_required', 'withdrawing']
