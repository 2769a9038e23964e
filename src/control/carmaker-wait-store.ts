import { sql } from 'kysely'
import type { Host } from '../carmakers/host.ts'
import type { Database, Trx } from '../database/database.ts'
import { isOfHost } from './of-host.ts'

/** A vehicle waits until its host answers again; since when stays as it was first written, however its region is found. */
export async function saveWait(
  trx: Trx,
  { vehicleId, host: { carmaker, region }, since }: { vehicleId: string; host: Host; since: Date },
): Promise<void> {
  await trx
    .insertInto('carmaker_wait')
    .values({ vehicle_id: vehicleId, carmaker, region, since })
    .onConflict((conflict) => conflict.column('vehicle_id').doUpdateSet({ carmaker, region }))
    .execute()
}

/** The vehicles that wait for a host wait no more. @returns them, those whose latest start is nearest first */
export async function endWaits(trx: Trx, host: Host): Promise<readonly string[]> {
  const rows = await trx
    .selectFrom('carmaker_wait')
    .leftJoin('intent', 'intent.vehicle_id', 'carmaker_wait.vehicle_id')
    .select('carmaker_wait.vehicle_id as id')
    .where(isOfHost('carmaker_wait', host))
    .orderBy('intent.latest_start', (order) => order.asc().nullsLast())
    .orderBy('carmaker_wait.vehicle_id')
    .execute()
  await trx.deleteFrom('carmaker_wait').where(isOfHost('carmaker_wait', host)).execute()
  return rows.map(({ id }) => id)
}

/**
 * Which of the vehicles that wait for a host asks it at `at`: the one whose latest start is nearest, of those that have not asked
 * lately; whoever asked longest ago if all have. None that wants to be left alone by then, or whose consent is not live.
 */
export async function nextProber(
  db: Database,
  { host, asked, at }: { readonly host: Host; readonly asked: readonly string[]; readonly at: Date },
): Promise<string | undefined> {
  const place = sql`array_position(${sql.val([...asked])}::text[], carmaker_wait.vehicle_id)`
  const row = await db
    .selectFrom('carmaker_wait')
    .innerJoin('vehicle', 'vehicle.id', 'carmaker_wait.vehicle_id')
    .innerJoin('connection', 'connection.id', 'vehicle.connection_id')
    .leftJoin('intent', 'intent.vehicle_id', 'carmaker_wait.vehicle_id')
    .select('carmaker_wait.vehicle_id as id')
    .where(isOfHost('carmaker_wait', host))
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
