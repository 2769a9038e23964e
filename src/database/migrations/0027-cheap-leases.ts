import { sql, type Kysely } from 'kysely'

/**
 * Each pass moves its vehicle in every index of the time it is due. Claims go by order alone, so the one by bucket was
 * written and never read. What a moved row leaves behind lies at the very place where the next claim begins: it is
 * cleaned away early. State and intent are overwritten in place, which needs room in their pages.
 */
export async function up<T>(db: Kysely<T>): Promise<void> {
  await sql`drop index vehicle_due_next`.execute(db)
  await sql`
    alter table vehicle_due set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500)`.execute(
    db,
  )
  await sql`alter table vehicle_state set (fillfactor = 80)`.execute(db)
  await sql`alter table intent set (fillfactor = 80)`.execute(db)
}
