import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `create table streaming (
    vehicle_id     text        primary key references vehicle (id),
    connection_id  text        not null references connection (id),
    outcome        text        check (outcome in ('yes', 'needs_pairing', 'unsupported', 'too_many_apps')),
    asked_at       timestamptz not null
  )`,
  `alter table vehicle_state add column doubted_at timestamptz`,
  `comment on column vehicle_state.doubted_at is
    'since when what the car told by itself is not enough to go by, until it is read; null: it is'`,
  `comment on table streaming is 'whether a car was got to stream its charge state; outcome null: not told'`,
]

/** Cars are asked to stream, once for each connection. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
