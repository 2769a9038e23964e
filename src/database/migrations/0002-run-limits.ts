import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table charging_policy add column max_starts integer check (max_starts between 1 and 20)`,
  `alter table charging_policy add column minimum_run_minutes integer
    check (minimum_run_minutes between 0 and 240)`,
  `comment on column charging_policy.max_starts is
    'most times that charging begins; null: as configured for the brand'`,
  `comment on column charging_policy.minimum_run_minutes is
    'a run of charging lasts at least so long; null: as configured for the brand'`,
]

/** A vehicle's own limits on when charging may begin and end. Those connected before keep to their brand's. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
