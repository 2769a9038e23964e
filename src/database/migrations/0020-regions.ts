import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table connection add column region text check (length(region) between 1 and 200)`,
  `comment on column connection.region is
    'base URL of the carmaker''s region that serves the driver, as configured; null: the first one'`,
]

/** Which region of a carmaker serves a driver. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
