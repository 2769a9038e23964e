import { sql } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { eventSchema, type Event, type PlacedEvent } from './event.ts'

/** Any number does that nothing else takes: it keeps two readers from placing events at once. */
const PLACING = 5_150_015

/**
 * Writes an event down in the transaction of the decision that it tells of: it is told if, and only if, that holds.
 *
 * @throws ZodError if it holds anything that its schema does not name
 */
export async function appendEvent(trx: Trx, event: Event): Promise<void> {
  await trx.insertInto('outbox').values(rowOf(event)).execute()
}

/** The same of what several processes may find out: the first to tell is heard. @throws ZodError as above */
export async function appendOnce(trx: Trx, event: Event): Promise<void> {
  await trx
    .insertInto('outbox')
    .values(rowOf(event))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

function rowOf({ id, vehicleId, at, ...given }: Event) {
  const { type, data } = eventSchema.parse(given)
  return { id, vehicle_id: vehicleId, at, type, data: JSON.stringify(data) }
}

export interface EventFilter {
  /** Only those with a higher position. */
  readonly after: number
  readonly vehicleId?: string | undefined
}

/**
 * At most `limit` events in order of position. Whoever goes on from the last position misses none: a position is given when
 * a transaction is over, never while another with a lower one may still end.
 */
export async function eventsAfter(
  db: Database,
  { after, vehicleId }: EventFilter,
  limit: number,
): Promise<readonly PlacedEvent[]> {
  await placeEvents(db)
  let query = db.selectFrom('outbox').selectAll().where('position', '>', after)
  if (vehicleId !== undefined) query = query.where('vehicle_id', '=', vehicleId)
  const rows = await query.orderBy('position').limit(limit).execute()
  return rows.map((row) => rowSchema.parse(row))
}

const rowSchema = z
  .object({
    id: z.string(),
    position: z.number(),
    vehicle_id: z.string().nullable(),
    at: z.date(),
    type: z.string(),
    data: z.unknown(),
  })
  .transform(({ id, position, vehicle_id: vehicleId, at, type, data }): PlacedEvent => {
    return { id, position, vehicleId, at, ...eventSchema.parse({ type, data }) }
  })

/**
 * Gives positions to what has been written since. Numbers given while writing would not do: a transaction that began first may
 * end last, and a reader who has seen a higher number would never ask for the lower one.
 */
async function placeEvents(db: Database): Promise<void> {
  const waiting = await db.selectFrom('outbox').select('id').where('position', 'is', null).limit(1).execute()
  if (waiting.length === 0) return
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${PLACING})`.execute(trx)
    await sql`
      update outbox
      set position = placed.position
      from (
        select waiting.id, nextval('outbox_position') as position
        from (select id from outbox where position is null order by ordinal) as waiting
      ) as placed
      where outbox.id = placed.id`.execute(trx)
  })
}

/** Drops events from before `instant`. */
export async function forgetEvents(db: Database, instant: Date): Promise<void> {
  await db.deleteFrom('outbox').where('at', '<', instant).execute()
}
