import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `create sequence outbox_position`,
  `create table outbox (
    id          text        primary key,
    ordinal     bigint      generated always as identity,
    position    bigint      unique,
    vehicle_id  text        not null,
    type        text        not null,
    at          timestamptz not null,
    data        jsonb       not null
  )`,
  `comment on table outbox is 'what the retailer''s back end is told, written in the transaction of the decision it is about'`,
  `comment on column outbox.ordinal is 'in order of writing; transactions may end in another'`,
  `comment on column outbox.position is 'where readers page by, given after the transaction is over; null: not yet'`,
  `comment on column outbox.at is 'world time'`,
  `create index outbox_unplaced on outbox (ordinal) where position is null`,
  `create index outbox_vehicle on outbox (vehicle_id, position)`,
  `create index outbox_at on outbox (at)`,
]

/** Events of which none is lost: written with what they tell of, read by position. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
