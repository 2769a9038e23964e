import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import type { Region } from '../carmakers/port.ts'
import type { CarmakerName } from '../carmakers/registry.ts'
import { bucketOf } from '../database/claim-due.ts'
import type { Database, Trx } from '../database/database.ts'

/** A car that is due since then. */
export interface Waiter {
  readonly id: string
  readonly since: Date
}

/** Of more the rest is told the next time: the service looks after cars, too. */
const TOLD_AT_ONCE = 200

const rowsSchema = z.array(z.object({ id: z.string() }))

/** Where nothing is to be ready a car that is due is asked within this time: it may have been plugged in. */
const NO_HURRY_HOURS = 1

/** Cars of one carmaker that wait for its rate, but for those of regions that are away: they wait for another reason. */
export interface Line {
  readonly carmaker: CarmakerName
  /** Those that are configured, none for a brand without; the first serves whoever belongs to no other. */
  readonly regions: readonly Region[]
  /** Names. */
  readonly away: readonly string[]
}

/** A car waits for the rate of its carmaker if a look at it may call there: with live consent, and not to be left alone. */
function waitsForRate(now: Date, lines: readonly Line[]): RawBuilder<boolean> {
  return sql<boolean>`connection.state = 'connected'
    and (vehicle.quiet_until is null or vehicle.quiet_until <= ${now})
    and (${sql.join(lines.map(standsIn), sql` or `)})`
}

function standsIn({ carmaker, regions, away }: Line): RawBuilder<boolean> {
  const ofCarmaker = sql<boolean>`connection.carmaker = ${carmaker}`
  if (away.length === 0) return ofCarmaker
  const addressOf = sql.val(regions.map(({ address }) => address))
  const nameOf = sql.val(regions.map(({ name }) => name))
  const region = sql`(${nameOf}::text[])[coalesce(array_position(${addressOf}::text[], connection.region), 1)]`
  return sql<boolean>`(${ofCarmaker} and ${region} <> all(${sql.val([...away])}::text[]))`
}

/** Due at `now`, and nobody works on it. */
function isFree(now: Date): RawBuilder<boolean> {
  return sql<boolean>`vehicle_due.due_at <= ${now}
    and (vehicle_due.lease_until is null or vehicle_due.lease_until < clock_timestamp())`
}

/**
 * The cars of a line that are due and wait for its rate: those first whose drivers have just told us something, then
 * those whose latest start is nearest.
 */
export async function queueOf(
  db: Database,
  { line, now, limit }: { readonly line: Line; readonly now: Date; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await sql`
    select vehicle_due.vehicle_id as id
    from vehicle_due
    join vehicle on vehicle.id = vehicle_due.vehicle_id
    join connection on connection.id = vehicle.connection_id
    left join intent on intent.vehicle_id = vehicle.id
    left join override on override.vehicle_id = vehicle.id
    where ${isFree(now)} and ${waitsForRate(now, [line])}
    order by (override.since > intent.decided_at) desc nulls last,
      coalesce(intent.latest_start, vehicle_due.due_at + make_interval(hours => ${sql.lit(NO_HURRY_HOURS)})),
      vehicle.id
    limit ${limit}`.execute(db)
  return rowsSchema.parse(rows).map(({ id }) => id)
}

/** The cars that are due and stand in none of these lines, the longest due first. */
export async function dueBeside(
  db: Database,
  { lines, now, limit }: { readonly lines: readonly Line[]; readonly now: Date; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await sql`
    select vehicle_due.vehicle_id as id
    from vehicle_due
    left join vehicle on vehicle.id = vehicle_due.vehicle_id
    left join connection on connection.id = vehicle.connection_id
    where ${isFree(now)} and (${waitsForRate(now, lines)}) is not true
    order by vehicle_due.due_at, vehicle_due.vehicle_id
    limit ${limit}`.execute(db)
  return rowsSchema.parse(rows).map(({ id }) => id)
}

/**
 * The plugged-in cars of a line that have waited for its rate since before `dueBefore`, and whose drivers are not told so yet: those
 * first whose intent has run out first, since something else may be wanted by now.
 */
export async function waitersOf(
  db: Database,
  { line, now, dueBefore }: { readonly line: Line; readonly now: Date; readonly dueBefore: Date },
): Promise<readonly Waiter[]> {
  const { rows } = await sql`
    select vehicle_due.vehicle_id as id, vehicle_due.due_at as since
    from vehicle_due
    join vehicle on vehicle.id = vehicle_due.vehicle_id
    join connection on connection.id = vehicle.connection_id
    join vehicle_state on vehicle_state.vehicle_id = vehicle.id and vehicle_state.plugged_in_at is not null
    join intent on intent.vehicle_id = vehicle.id and intent.reason ->> 'code' <> 'waiting_for_turn'
    where ${isFree(now)} and ${waitsForRate(now, [line])} and vehicle_due.due_at < ${dueBefore}
    order by intent.valid_until, vehicle.id
    limit ${sql.lit(TOLD_AT_ONCE)}`.execute(db)
  return z.array(z.object({ id: z.string(), since: z.date() })).parse(rows)
}

/** Whether a car that was due is so still, with nobody at work on it until the transaction ends. */
export async function waitsStill(trx: Trx, vehicleId: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    select vehicle_id
    from vehicle_due
    where bucket = ${bucketOf(vehicleId)} and vehicle_id = ${vehicleId} and ${isFree(now)}
    for update skip locked`.execute(trx)
  return rows.length > 0
}
