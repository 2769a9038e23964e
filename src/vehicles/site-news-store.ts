import { sql } from 'kysely'
import type { Database, Trx } from '../database/database.ts'

/** Makes the plugged-in vehicles of a site due at `now`: what a kWh costs there has changed. Those off the list stay off it. */
export async function tellVehiclesOfSite(db: Database | Trx, siteId: string, now: Date): Promise<void> {
  await sql`
    update vehicle_due
    set poked = true,
      due_at = least(vehicle_due.due_at, ${now}::timestamptz)
    from vehicle
    join vehicle_state on vehicle_state.vehicle_id = vehicle.id
    where vehicle_due.vehicle_id = vehicle.id
      and vehicle.site_id = ${siteId}
      and vehicle_state.plugged_in_at is not null`.execute(db)
}
