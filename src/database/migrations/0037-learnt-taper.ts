import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table car_lesson add column charged jsonb not null default '{"over": [], "begun": null}'`,
  `comment on column car_lesson.charged is 'how long the car took from one state of charge to another, newest last, and where the stretch under way began'`,
]

/** Cars teach how their power falls towards full. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
