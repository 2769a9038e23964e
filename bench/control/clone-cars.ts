import { sql } from 'kysely'
import { makeDue } from '../../src/database/claim-due.ts'
import type { Database } from '../../src/database/database.ts'

/** In one statement: a database that is silent for twelve seconds is given up, in benchmarks too. */
const CHUNK = 10_000

/** Copies the one vehicle of a database so often, each with a state, due from `now` on in an order of its own. */
export async function cloneCars(db: Database, copies: number, now: Date): Promise<void> {
  for (let first = 1; first <= copies; first += CHUNK) {
    await cloneSome(db, first, Math.min(copies, first + CHUNK - 1))
  }
  await makeDue(db, 'vehicle_due', 'copy-1', now)
  for (let first = 2; first <= copies; first += CHUNK) {
    await sql`
      insert into vehicle_due (vehicle_id, bucket, due_at)
      select 'copy-' || n, get_byte(sha256(('copy-' || n)::bytea), 0), ${now}::timestamptz - make_interval(secs => n / 1000.0)
      from generate_series(${first}::int, ${Math.min(copies, first + CHUNK - 1)}::int) as n`.execute(db)
  }
  await sql`delete from vehicle_due where vehicle_id not like 'copy-%'`.execute(db)
  await sql`analyze`.execute(db)
}

async function cloneSome(db: Database, first: number, last: number): Promise<void> {
  await sql`
    insert into vehicle overriding user value
    select (jsonb_populate_record(null::vehicle, to_jsonb(vehicle) || jsonb_build_object(
      'id', 'copy-' || n, 'vin_hash', 'copy-' || n, 'reference_hash', null))).*
    from vehicle, generate_series(${first}::int, ${last}::int) as n
    where vehicle.id not like 'copy-%'`.execute(db)
}

/** All due again, as at the beginning. */
export async function dueAgain(db: Database, now: Date): Promise<void> {
  await sql`
    update vehicle_due
    set lease_until = null, due_at = ${now}::timestamptz - make_interval(secs => split_part(vehicle_id, '-', 2)::int / 1000.0)`.execute(
    db,
  )
  await sql`vacuum analyze vehicle_due`.execute(db)
}
