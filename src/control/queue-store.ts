import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import type { Database } from '../database/database.ts'

const rowsSchema = z.array(z.object({ id: z.string() }))

/** Where nothing is to be ready a car that is due is asked within this time: it may have been plugged in. */
const NO_HURRY_HOURS = 1

/** A car waits for the rate of its carmaker if a look at it may call there: with live consent, and not to be left alone. */
function waitsForRate(now: Date, carmakers: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`connection.state = 'connected'
    and (vehicle.quiet_until is null or vehicle.quiet_until <= ${now})
    and connection.carmaker = any(${sql.val([...carmakers])}::text[])`
}

/** Due at `now`, and nobody works on it. */
function isFree(now: Date): RawBuilder<boolean> {
  return sql<boolean>`vehicle_due.due_at <= ${now}
    and (vehicle_due.lease_until is null or vehicle_due.lease_until < clock_timestamp())`
}

/**
 * The cars of one carmaker that are due and wait for its rate: those first whose drivers have just told us something, then
 * those whose latest start is nearest.
 */
export async function queueOf(
  db: Database,
  { carmaker, now, limit }: { readonly carmaker: string; readonly now: Date; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await sql`
    select vehicle_due.vehicle_id as id
    from vehicle_due
    join vehicle on vehicle.id = vehicle_due.vehicle_id
    join connection on connection.id = vehicle.connection_id
    left join intent on intent.vehicle_id = vehicle.id
    left join override on override.vehicle_id = vehicle.id
    where ${isFree(now)} and ${waitsForRate(now, [carmaker])}
    order by (override.since > intent.decided_at) desc nulls last,
      coalesce(intent.latest_start, vehicle_due.due_at + make_interval(hours => ${sql.lit(NO_HURRY_HOURS)})),
      vehicle.id
    limit ${limit}`.execute(db)
  return rowsSchema.parse(rows).map(({ id }) => id)
}

/** The cars that are due and wait for none of these carmakers, the longest due first. */
export async function dueBeside(
  db: Database,
  {
    carmakers,
    now,
    limit,
  }: { readonly carmakers: readonly string[]; readonly now: Date; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await sql`
    select vehicle_due.vehicle_id as id
    from vehicle_due
    left join vehicle on vehicle.id = vehicle_due.vehicle_id
    left join connection on connection.id = vehicle.connection_id
    where ${isFree(now)} and (${waitsForRate(now, carmakers)}) is not true
    order by vehicle_due.due_at, vehicle_due.vehicle_id
    limit ${limit}`.execute(db)
  return rowsSchema.parse(rows).map(({ id }) => id)
}
