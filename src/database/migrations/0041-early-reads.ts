import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table vehicle_calls add column early_reads integer not null default 0 check (early_reads >= 0)`,
  `comment on column vehicle_calls.early_reads is 'of the live reads taken, those before the own look of the car, as where its driver pressed something; the day has few of them'`,
  `comment on column vehicle_state.look_at is 'when the car is to be asked next, as its last look or command had it, or new prices found it; null, or past: whenever it is due'`,
]

/** However often a driver presses, most of the reads of a day are left for looks at their normal pace. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
