import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table vehicle_state add column look_at timestamptz`,
  `comment on column vehicle_state.look_at is 'when the car is to be asked, where new prices made it due before; null, or past: whenever it is due'`,
]

/** A car that new prices make due is planned for, and asked when it would have been. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
