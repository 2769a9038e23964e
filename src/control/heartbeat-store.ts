import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../database/database.ts'

/** Long enough that a look at it tells what ran last night. */
const KEPT_HOURS = 24

/** A worker says that it works. All by the database's clock, since the clocks of machines differ. */
export async function beat(db: Database, worker: string): Promise<void> {
  await sql`
    insert into worker_heartbeat (worker, started_at, seen_at)
    values (${worker}, clock_timestamp(), clock_timestamp())
    on conflict (worker) do update set seen_at = excluded.seen_at`.execute(db)
  await sql`
    delete from worker_heartbeat
    where worker_heartbeat.seen_at < clock_timestamp() - make_interval(hours => ${sql.lit(KEPT_HOURS)})`.execute(
    db,
  )
}

const workerSchema = z
  .object({ worker: z.string(), started_at: z.date(), seen_at: z.date(), silent_seconds: z.number() })
  .transform(({ worker, started_at: startedAt, seen_at: seenAt, silent_seconds: silentSeconds }) => {
    return { worker, startedAt, seenAt, silentSeconds: Math.max(0, silentSeconds) }
  })
export type Worker = z.infer<typeof workerSchema>

/** Every worker heard within a day, the last heard first, and how long ago that was. */
export async function findWorkers(db: Database): Promise<readonly Worker[]> {
  const result = await sql`
    select worker_heartbeat.worker, worker_heartbeat.started_at, worker_heartbeat.seen_at,
      extract(epoch from clock_timestamp() - worker_heartbeat.seen_at)::double precision as silent_seconds
    from worker_heartbeat
    order by worker_heartbeat.seen_at desc, worker_heartbeat.worker`.execute(db)
  return result.rows.map((row) => workerSchema.parse(row))
}
