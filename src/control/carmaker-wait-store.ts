import { sql } from 'kysely'
import type { Database, Trx } from '../database/database.ts'

/** A vehicle waits until its carmaker answers again; since when stays as it was first written. */
export async function saveWait(
  trx: Trx,
  { vehicleId, carmaker, since }: { vehicleId: string; carmaker: string; since: Date },
): Promise<void> {
  await trx
    .insertInto('carmaker_wait')
    .values({ vehicle_id: vehicleId, carmaker, since })
    .onConflict((conflict) => conflict.column('vehicle_id').doNothing())
    .execute()
}

/** The vehicles that wait for a carmaker wait no more. @returns them, those whose latest start is nearest first */
export async function endWaits(trx: Trx, carmaker: string): Promise<readonly string[]> {
  const rows = await trx
    .selectFrom('carmaker_wait')
    .leftJoin('intent', 'intent.vehicle_id', 'carmaker_wait.vehicle_id')
    .select('carmaker_wait.vehicle_id as id')
    .where('carmaker_wait.carmaker', '=', carmaker)
    .orderBy('intent.latest_start', (order) => order.asc().nullsLast())
    .orderBy('carmaker_wait.vehicle_id')
    .execute()
  await trx.deleteFrom('carmaker_wait').where('carmaker', '=', carmaker).execute()
  return rows.map(({ id }) => id)
}

/**
 * Which of the vehicles that wait for a carmaker asks it at `at`: the one whose latest start is nearest, of those that have not asked
 * lately; whoever asked longest ago if all have. None that wants to be left alone by then, or whose consent is not live.
 */
export async function nextProber(
  db: Database,
  {
    carmaker,
    asked,
    at,
  }: { readonly carmaker: string; readonly asked: readonly string[]; readonly at: Date },
): Promise<string | undefined> {
  const place = sql`array_position(${sql.val([...asked])}::text[], carmaker_wait.vehicle_id)`
  const row = await db
    .selectFrom('carmaker_wait')
    .innerJoin('vehicle', 'vehicle.id', 'carmaker_wait.vehicle_id')
    .innerJoin('connection', 'connection.id', 'vehicle.connection_id')
    .leftJoin('intent', 'intent.vehicle_id', 'carmaker_wait.vehicle_id')
    .select('carmaker_wait.vehicle_id as id')
    .where('carmaker_wait.carmaker', '=', carmaker)
    .where('connection.state', '=', 'connected')
    .where((where) =>
      where.or([where('vehicle.quiet_until', 'is', null), where('vehicle.quiet_until', '<=', at)]),
    )
    .orderBy(place, (order) => order.asc().nullsFirst())
    .orderBy('intent.latest_start', (order) => order.asc().nullsLast())
    .orderBy('carmaker_wait.vehicle_id')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}
