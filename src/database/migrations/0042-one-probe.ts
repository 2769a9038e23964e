import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table carmaker_outage add column traffic text check (traffic in ('busy', 'quiet'))`,
  `alter table carmaker_outage add column asked_at timestamptz`,
  `alter table carmaker_outage add column next_probe_at timestamptz`,
  `alter table carmaker_outage add column prober text references vehicle (id) on delete set null`,
  `comment on column carmaker_outage.traffic is 'how much the carmaker was asked when it was found away; null: written before that was kept'`,
  `comment on column carmaker_outage.asked_at is 'when it was asked last whether it is back, world time; null: written before that was kept'`,
  `comment on column carmaker_outage.next_probe_at is 'when it may be asked next, world time; null: whenever'`,
  `comment on column carmaker_outage.prober is 'vehicle that the next call is kept for; null: nobody yet'`,
  `alter table carmaker_wait add column asked_at timestamptz`,
  `comment on column carmaker_wait.asked_at is 'when this vehicle was let through last to find out whether its carmaker is back, world time; null: it was not'`,
]

/** One call for all processes finds out whether a carmaker is back. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
