import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table vehicle add column ordinal integer not null generated always as identity`,
  `comment on column vehicle.ordinal is 'in the order in which cars came; where in every poll period the car is looked at follows from it'`,
]

/** Cars have places among each other, so that looks at them spread evenly. Those that are there get theirs. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
