import type { Kysely } from 'kysely'

/** A car that does not tell its state of charge is planned for as if it had the lowest plausible. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  await db.schema
    .alterTable('vehicle_state')
    .addColumn('assumed_soc_percent', 'double precision')
    .addColumn('assumed_added_kwh', 'double precision')
    .execute()
}
