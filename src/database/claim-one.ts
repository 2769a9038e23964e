import { sql } from 'kysely'
import { bucketOf, leaseEnd, type Claim } from './claim-due.ts'
import type { Database } from './database.ts'

/**
 * Claims one vehicle if it is due at world time `now` and nobody holds it, as `claimDue` does with whatever is due.
 *
 * @returns undefined if it is not due, or another process works on it
 */
export async function claimVehicle(db: Database, vehicleId: string, now: Date): Promise<Claim | undefined> {
  const result = await sql<{ fence: number }>`
    update vehicle_due
    set fence = fence + 1, poked = false, lease_until = ${leaseEnd()}
    where bucket = ${bucketOf(vehicleId)} and vehicle_id = ${vehicleId} and due_at <= ${now}
      and (lease_until is null or lease_until < clock_timestamp())
    returning fence`.execute(db)
  const [row] = result.rows
  return row === undefined ? undefined : { table: 'vehicle_due', key: vehicleId, fence: row.fence }
}
