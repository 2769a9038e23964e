import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table charging_policy add column departures jsonb`,
  // Compressed values could not be searched for canaries.
  `alter table charging_policy alter column departures set storage external`,
  `comment on column charging_policy.departures is
    'days that differ from ready_by and target_percent, by weekday and by date; null: none does'`,
  `alter table charging_policy add column paused_until timestamptz`,
  `comment on column charging_policy.paused_until is 'when a pause ends by itself; null: when the driver ends it'`,
]

/** Ready-by and target may differ by weekday and on dates, and a pause may have an end. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
