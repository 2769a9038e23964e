import type { CarmakerErrorCode } from '../carmakers/carmaker-error.ts'
import type { Database, Trx } from '../database/database.ts'
import type { Connection } from './connection-store.ts'

/** Refusals that no waiting mends: somebody has to do something. */
const LASTING: readonly CarmakerErrorCode[] = [
  'consent-revoked',
  'token-expired',
  'token-unreadable',
  'scope-missing',
  'client-misconfigured',
]

/** Whether a failed call tells that access itself is at fault, be it ours or the driver's to mend. */
export function isAccessFault(code: CarmakerErrorCode): boolean {
  return LASTING.includes(code)
}

interface FaultSeen {
  readonly vehicleId: string
  readonly code: CarmakerErrorCode
  readonly now: Date
}

/** Notes that the carmaker refuses access through a connection. @returns false if it was known */
export async function noteAccessFault(
  db: Database | Trx,
  connectionId: string,
  { vehicleId, code, now }: FaultSeen,
): Promise<boolean> {
  const result = await db
    .updateTable('connection')
    .set({ access_fault: code, access_fault_vehicle_id: vehicleId, access_fault_at: now })
    .where('id', '=', connectionId)
    .where('state', '=', 'connected')
    .where('access_fault', 'is distinct from', code)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The car whose refusal was noted is read again; another's success tells nothing of it. @returns false if none was noted */
export async function clearAccessFault(
  db: Database | Trx,
  { id, accessFault }: Connection,
  vehicleId: string,
): Promise<boolean> {
  if (accessFault?.vehicleId !== vehicleId) return false
  const result = await db
    .updateTable('connection')
    .set({ access_fault: null, access_fault_vehicle_id: null, access_fault_at: null })
    .where('id', '=', id)
    .where('access_fault_vehicle_id', '=', vehicleId)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
