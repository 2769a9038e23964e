import { sql } from 'kysely'
import type { Trx } from '../database/database.ts'

/**
 * Takes the rows of vehicles on the list, in one order: a pass locks its own before it writes anything else, and whoever lets many go would
 * otherwise wait for what a pass has while that waits for them.
 */
export async function lockTurns(trx: Trx, vehicleIds: readonly string[]): Promise<void> {
  await sql`
    select from vehicle_due
    where vehicle_due.vehicle_id = any(${sql.val([...vehicleIds])}::text[])
    order by vehicle_due.vehicle_id
    for update`.execute(trx)
}

/** Makes vehicles due one after the other in the order given, so many in a second, the first of them at `from`. */
export async function makeDueInTurn(
  trx: Trx,
  vehicleIds: readonly string[],
  { from, perSecond }: { readonly from: Date; readonly perSecond: number },
): Promise<void> {
  await sql`
    update vehicle_due
    set poked = true, due_at = ${from}::timestamptz + make_interval(secs => (turn.place - 1) / ${perSecond}::double precision)
    from unnest(${sql.val([...vehicleIds])}::text[]) with ordinality as turn (vehicle_id, place)
    where vehicle_due.vehicle_id = turn.vehicle_id`.execute(trx)
}

/** All vehicles on the list are looked at again within a minute, spread evenly. */
export async function makeAllDue(trx: Trx, from: Date): Promise<void> {
  const share = sql`('x' || substr(md5(vehicle_due.vehicle_id), 1, 6))::bit(24)::integer / 16777216.0`
  await sql`
    update vehicle_due
    set poked = true, due_at = least(vehicle_due.due_at, ${from}::timestamptz + make_interval(secs => ${share} * 60))`.execute(
    trx,
  )
}
