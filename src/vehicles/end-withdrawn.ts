import { addHours, addSeconds } from 'date-fns'
import { earliest } from '../base/interval.ts'
import { CarmakerError } from '../carmakers/carmaker-error.ts'
import { findConnection, type Connection } from '../connections/connection-store.ts'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import { inRegion } from '../connections/in-region.ts'
import { claimWithdrawn, revokeClaimed, tryAgainAt } from '../connections/revoke.ts'
import { RefreshBusyError, withAccess } from '../connections/tokens.ts'
import { findDriverKey } from '../keys/key-store.ts'
import { isKeptBy } from './kept-cars.ts'
import { referenceHash } from './reference-hash.ts'
import { findStreamAsked, forgetStreamAsked } from './streaming-store.ts'
import { isReferenceKnown, openReference } from './reference-store.ts'
import { listVehicles } from './vehicle-store.ts'

/**
 * Tokens are not kept longer for a stream that cannot be ended: nothing that it brings is taken, and revoked consent takes the
 * settings from a car as well.
 */
const STREAM_END_HOURS = 1
const RETRY_SECONDS = 15 * 60
const BUSY_SECONDS = 5

/**
 * Ends withdrawn connections. Their cars are told to stream no more while there still is a token to say it with; then the
 * tokens are revoked and forgotten. A stream that cannot be ended is tried again for an hour, and holds up no more than that.
 *
 * @returns how many connections were worked on
 */
export async function endWithdrawn(deps: ConnectionDependencies): Promise<number> {
  const claims = await claimWithdrawn(deps)
  for (const claim of claims) {
    const nextTry = await endStreams(deps, claim.key)
    if (nextTry === null) await revokeClaimed(deps, claim, (carmaker) => isKeptBy(deps, carmaker))
    else await tryAgainAt(deps, claim, nextTry)
  }
  return claims.length
}

/** @returns when to try again; `null` if nothing is left to end, or it has taken too long */
async function endStreams(deps: ConnectionDependencies, connectionId: string): Promise<Date | null> {
  const connection = await findConnection(deps.db, connectionId)
  const now = deps.clock.now()
  const latest = addHours(connection?.withdrawnAt ?? now, STREAM_END_HOURS)
  if (connection === undefined || now >= latest) return null
  for (const { id } of await listVehicles(deps.db, { connectionId })) {
    const seconds = await endStreamOf(deps, connection, id)
    if (seconds !== null) return earliest(addSeconds(now, seconds), latest)
  }
  return null
}

/** @returns seconds until it may be tried again; `null` if the car streams to us no more */
async function endStreamOf(
  deps: ConnectionDependencies,
  connection: Connection,
  vehicleId: string,
): Promise<number | null> {
  const asked = await findStreamAsked(deps.db, vehicleId)
  // If nobody told what came of asking, it may have been done.
  const mayStream = asked?.connectionId === connection.id && (asked.outcome ?? 'yes') === 'yes'
  if (!mayStream) return null
  try {
    await tellToEnd(deps, connection, vehicleId)
  } catch (error) {
    const seconds = secondsAfter(deps, error)
    if (seconds !== null) return seconds
  }
  await forgetStreamAsked(deps.db, vehicleId)
  return null
}

async function tellToEnd(
  deps: ConnectionDependencies,
  connection: Connection,
  vehicleId: string,
): Promise<void> {
  const key = await findDriverKey(deps.db, deps.kek, connection.driverId)
  const reference = await openReference(deps.db, key, vehicleId)
  const hash = referenceHash(deps.kek, connection.carmaker, reference)
  // Settings belong to the application, not to the driver: who has connected the car since needs them.
  if (await isReferenceKnown(deps.db, hash)) return
  await withAccess(deps, connection, (accessToken) =>
    inRegion(deps, { connection, accessToken }, async ({ endStream }) => endStream?.(accessToken, reference)),
  )
}

/** @returns `null` if there is nothing left that could be ended */
function secondsAfter({ events }: ConnectionDependencies, error: unknown): number | null {
  if (error instanceof RefreshBusyError) return BUSY_SECONDS
  const told = error instanceof CarmakerError ? error : undefined
  if (told?.code === 'consent-revoked' || told?.code === 'vehicle-gone') return null
  events.somethingFailed({ where: 'end of stream', error })
  return told?.retryAfterSeconds ?? RETRY_SECONDS
}
