import { sql, type Kysely } from 'kysely'

/** An outage that two regions begin at one instant is two, so the instant is no key any more. Rows stay as they are: of no region known. */
const STATEMENTS: readonly string[] = [
  `alter table carmaker_wait add column region text check (region ~ '^[a-z][a-z0-9-]{0,29}$')`,
  `alter table carmaker_outage add column region text check (region ~ '^[a-z][a-z0-9-]{0,29}$')`,
  `comment on column carmaker_wait.region is 'name of the carmaker''s region that serves the driver; null: the brand has none, or written before regions were told apart'`,
  `comment on column carmaker_outage.region is 'name of the region that did not answer; null: the brand has none, or written before regions were told apart'`,
  `alter table carmaker_outage drop constraint carmaker_outage_pkey`,
  `create unique index carmaker_outage_once on carmaker_outage (carmaker, coalesce(region, ''), since)`,
  `drop index carmaker_outage_open`,
  `create unique index carmaker_outage_open on carmaker_outage (carmaker, coalesce(region, '')) where over_at is null`,
]

/** The regions of a carmaker fail apart. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
