import { sql } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { read, type Read } from '../database/reads.ts'

/** From now on every car is given back and none is stopped. Doing so twice is the same as once. */
export async function beginEvacuation(db: Database | Trx, now: Date): Promise<void> {
  await db
    .insertInto('evacuation')
    .values({ since: now, ended_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** @returns false if there was none */
export async function endEvacuation(db: Database | Trx, now: Date): Promise<boolean> {
  const ended = await db
    .updateTable('evacuation')
    .set({ ended_at: now })
    .where('ended_at', 'is', null)
    .returning('since')
    .execute()
  return ended.length > 0
}

export function evacuatingRead(db: Database | Trx): Read<boolean> {
  const query = db.selectFrom('evacuation').select('since').where('ended_at', 'is', null).limit(1)
  return { query, from: (rows) => rows.length > 0 }
}

export function isEvacuating(db: Database | Trx): Promise<boolean> {
  return read(evacuatingRead(db))
}

const heldSchema = z
  .object({ id: z.string(), carmaker: z.string(), due_at: z.date(), latest_start: z.date().nullable() })
  .transform(({ id, carmaker, due_at: dueAt, latest_start: latestStart }) => {
    return { vehicleId: id, carmaker, dueAt, latestStart }
  })
/** A car that stands because of us. */
export type HeldCar = z.infer<typeof heldSchema>

/**
 * Every car with live consent that stands because of us: the last it was told was to stop, and it has not been seen to charge
 * or to leave since. A start that was refused, or that nobody answered, has not given it back. Those whose latest start is nearest
 * come first.
 */
export async function findHeldCars(db: Database): Promise<readonly HeldCar[]> {
  const result = await sql`
    select vehicle.id as id, connection.carmaker as carmaker, vehicle_due.due_at as due_at, intent.latest_start as latest_start
    from vehicle
    join connection on connection.id = vehicle.connection_id and connection.state = 'connected'
    join vehicle_due on vehicle_due.vehicle_id = vehicle.id
    join vehicle_state on vehicle_state.vehicle_id = vehicle.id
    left join intent on intent.vehicle_id = vehicle.id
    join lateral (
      select command.kind, command.outcome, command.sent_at
      from command
      where command.vehicle_id = vehicle.id and command.kind <> 'wake'
        and command.sent_at >= coalesce(vehicle_state.plugged_in_at, command.sent_at)
        and not (command.kind = 'start' and command.confirmed_at is null and command.outcome is distinct from 'done')
      order by command.sent_at desc, command.epoch desc, command.attempt desc
      limit 1
    ) as last on last.kind = 'stop' and last.outcome is distinct from 'refused'
    where vehicle_state.status not in ('disconnected', 'unknown', 'complete')
      and not (vehicle_state.status in ('charging', 'starting') and vehicle_state.observed_at > last.sent_at)
    order by intent.latest_start nulls last, vehicle.id`.execute(db)
  return result.rows.map((row) => heldSchema.parse(row))
}
