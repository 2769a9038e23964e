import type { Trx } from '../database/database.ts'
import { shredDriverKey } from '../keys/key-store.ts'
import { listConnections, type Connection, type ConnectionState } from './connection-store.ts'
import { deleteFlowsOf } from './flow-store.ts'
import { hasHeldGrants } from './held-grant-store.ts'

/** Shreds a driver's key once nothing that it opens is needed any more. */
export async function forgetUnneededKey(trx: Trx, driverId: string, now: Date): Promise<void> {
  const connections = await listConnections(trx, { driverId })
  if (connections.some(needsKey) || (await hasHeldGrants(trx, driverId))) return
  await deleteFlowsOf(trx, driverId)
  await shredDriverKey(trx, driverId, now)
}

/** A connection that was only begun needs none: its flow is begun again. */
function needsKey({ state, revokedAt }: Connection): boolean {
  return LIVE.includes(state) || (state === 'withdrawn' && revokedAt === null)
}

const LIVE: readonly ConnectionState[] = ['connected', 'reauth_required', 'withdrawing']
