import { sql, type Kysely } from 'kysely'

/** What a driver takes back, or gives, at the carmaker after consenting here. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  await sql`alter table consent_event drop constraint consent_event_event_check`.execute(db)
  await sql`alter table consent_event add constraint consent_event_event_check
    check (event in ('granted', 'changed', 'withdrawn', 'expired'))`.execute(db)
  await sql`alter table connection add column permissions_due_at timestamptz`.execute(db)
  await sql`comment on column connection.permissions_due_at is
    'world time: what the carmaker still permits is asked from then on, while a car is at the plug; null: at once'`.execute(
    db,
  )
}
