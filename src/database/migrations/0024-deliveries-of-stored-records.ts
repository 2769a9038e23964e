import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table webhook_delivery add column fresh_until timestamptz not null default '-infinity'`,
  `comment on column webhook_delivery.fresh_until is 'until then a copy could pass for fresh, if later than minutes after it was received'`,
]

/**
 * What a car had in store is taken for a day, and so its copies have to be known for a day. A process of the release before
 * writes rows that are forgotten after minutes, as it always did.
 */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
