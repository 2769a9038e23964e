import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table charging_policy add column zone_since timestamptz`,
  `comment on column charging_policy.zone_since is 'when the time zone was last changed; null: never'`,
]

/** Budgets are those of a local day, of which another time zone makes another one. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
