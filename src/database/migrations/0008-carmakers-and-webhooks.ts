import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  // Which brands there are is the registry's to say: a new one needs no migration.
  `alter table connection drop constraint connection_carmaker_check`,
  `alter table connection add constraint connection_carmaker_check check (carmaker ~ '^[a-z]{2,30}$')`,
]

/** Connections to any carmaker that has an adapter. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
