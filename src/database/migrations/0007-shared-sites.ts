import { sql, type Kysely } from 'kysely'

/** Cars find the others of their site, and a site's profile tells how far its hours lie from their mean. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  await sql`create index vehicle_site on vehicle (site_id)`.execute(db)
  await sql`alter table site_profile add column spread_kw double precision check (spread_kw >= 0)`.execute(db)
  await sql`comment on column site_profile.spread_kw is
    'standard deviation of the hour around its mean; null where only the mean was learnt'`.execute(db)
}
