import { sql, type Kysely } from 'kysely'

/**
 * A claim takes the vehicles that are due longest, of all buckets: without an index in that order it would sort everything
 * that is due each time. Rows are leased far more often than they move, which costs no entry in an index where the page
 * has room.
 */
export async function up<T>(db: Kysely<T>): Promise<void> {
  await sql`create index vehicle_due_in_order on vehicle_due (due_at, vehicle_id)`.execute(db)
  await sql`alter table vehicle_due set (fillfactor = 70)`.execute(db)
}
