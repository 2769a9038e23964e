import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table override add column awaits_plug boolean not null default false`,
  `comment on column override.awaits_plug is 'charge now of a car that was last seen unplugged: it is looked at for it, and the stay that is then found is meant'`,
]

/** A driver who has just plugged in need not wait for the next look before they may press charge now. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
