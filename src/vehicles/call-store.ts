import { sql } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import type { Reads } from '../database/reads.ts'
import { write, type Write } from '../database/writes.ts'

/** What carmakers bill. `signals` are the single values that a car streams. */
export interface Calls {
  readonly reads: number
  readonly commands: number
  readonly wakes: number
  readonly signals: number
}

/** Live reads that a vehicle has in a day. */
export interface ReadBudget {
  readonly now: Date
  readonly budget: number
  /** Of these, those that may be taken before the vehicle's own look. Given for such a read; left out for any other. */
  readonly earlyBudget?: number
}

/**
 * Takes one live read from a vehicle's budget of the day (UTC), and reads what else there is to be read. Counted before the car is asked, so
 * that neither a crash nor another process spends more than there is. An early read stays one even if it is given back.
 *
 * @returns false if the budget is spent
 */
export async function takeRead(
  reads: Reads,
  vehicleId: string,
  { now, budget, earlyBudget }: ReadBudget,
): Promise<boolean> {
  const early = earlyBudget === undefined ? 0 : 1
  // Of a read that is not early there is no such bound.
  const most = earlyBudget ?? budget
  const taken = sql`
    insert into vehicle_calls (vehicle_id, day, reads, early_reads)
    select ${vehicleId}, ${dayOf(now)}::date, 1, ${early}::integer
    where ${Math.min(budget, most)}::integer > 0
    on conflict (vehicle_id, day) do update
    set reads = vehicle_calls.reads + 1, early_reads = vehicle_calls.early_reads + excluded.early_reads
    where vehicle_calls.reads < ${budget}::integer
      and vehicle_calls.early_reads + excluded.early_reads <= ${most}::integer
    returning vehicle_calls.vehicle_id`
  const isTaken = reads.add({ query: sql`(select from taken)`, from: (rows) => rows.length > 0 })
  await reads.run({ taken })
  return isTaken()
}

/** The car was not asked after all, or the carmaker does not bill it. */
export async function giveReadBack(db: Database | Trx, vehicleId: string, now: Date): Promise<void> {
  await sql`
    update vehicle_calls
    set reads = greatest(0, vehicle_calls.reads - 1)
    where vehicle_calls.vehicle_id = ${vehicleId} and vehicle_calls.day = ${dayOf(now)}::date`.execute(db)
}

/** Live reads taken on the day of `now` (UTC). */
export async function readsToday(db: Database | Trx, vehicleId: string, now: Date): Promise<number> {
  const result = await sql`
    select vehicle_calls.reads as reads
    from vehicle_calls
    where vehicle_calls.vehicle_id = ${vehicleId} and vehicle_calls.day = ${dayOf(now)}::date`.execute(db)
  return z.object({ reads: z.number() }).optional().parse(result.rows[0])?.reads ?? 0
}

/** Adds to what was called for a vehicle on the day of `now`. */
export function callsWrite(
  vehicleId: string,
  now: Date,
  { reads = 0, commands = 0, wakes = 0, signals = 0 }: Partial<Calls>,
): Write {
  const counted = sql`
    insert into vehicle_calls (vehicle_id, day, reads, commands, wakes, signals)
    values (${vehicleId}, ${dayOf(now)}::date, ${reads}, ${commands}, ${wakes}, ${signals})
    on conflict (vehicle_id, day) do update
    set reads = vehicle_calls.reads + excluded.reads,
      commands = vehicle_calls.commands + excluded.commands,
      wakes = vehicle_calls.wakes + excluded.wakes,
      signals = vehicle_calls.signals + excluded.signals`
  return { counted }
}

/** As {@link callsWrite}. */
export function countCalls(
  db: Database | Trx,
  vehicleId: string,
  now: Date,
  calls: Partial<Calls>,
): Promise<void> {
  return write(db, callsWrite(vehicleId, now, calls))
}

const brandSchema = z.object({
  carmaker: z.string(),
  vehicles: z.number(),
  reads: z.number(),
  commands: z.number(),
  wakes: z.number(),
  signals: z.number(),
})
export type BrandCalls = z.infer<typeof brandSchema>

/** Calls of every brand on the UTC days from that of `from` to that of `until`, both included. */
export async function callsOfBrands(
  db: Database | Trx,
  from: Date,
  until: Date,
): Promise<readonly BrandCalls[]> {
  const result = await sql`
    select connection.carmaker as carmaker,
      count(distinct vehicle_calls.vehicle_id)::integer as vehicles,
      sum(vehicle_calls.reads)::integer as reads,
      sum(vehicle_calls.commands)::integer as commands,
      sum(vehicle_calls.wakes)::integer as wakes,
      sum(vehicle_calls.signals)::integer as signals
    from vehicle_calls
    join vehicle on vehicle.id = vehicle_calls.vehicle_id
    join connection on connection.id = vehicle.connection_id
    where vehicle_calls.day >= ${dayOf(from)}::date and vehicle_calls.day <= ${dayOf(until)}::date
    group by connection.carmaker
    order by connection.carmaker`.execute(db)
  return result.rows.map((row) => brandSchema.parse(row))
}

/** Drops what was counted before `instant`. */
export async function forgetCalls(db: Database, instant: Date): Promise<void> {
  await sql`delete from vehicle_calls where vehicle_calls.day < ${dayOf(instant)}::date`.execute(db)
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10)
}
