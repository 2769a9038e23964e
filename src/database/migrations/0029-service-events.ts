import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table outbox alter column vehicle_id drop not null`,
  `comment on column outbox.vehicle_id is 'null: about the service itself, or a carmaker'`,

  `create table carmaker_outage (
    carmaker  text        not null,
    since     timestamptz not null,
    over_at   timestamptz check (over_at >= since),
    primary key (carmaker, since)
  )`,
  `comment on table carmaker_outage is 'when a carmaker did not answer, whichever process found out first; world time'`,
  `create unique index carmaker_outage_open on carmaker_outage (carmaker) where over_at is null`,
]

/** What keeps all cars from being looked after is told like what keeps one. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
