import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  // Which brands there are is the registry's to say: a new one needs no migration.
  `alter table connection drop constraint connection_carmaker_check`,
  `alter table connection add constraint connection_carmaker_check check (carmaker ~ '^[a-z]{2,30}$')`,
  `alter table vehicle add column reference_hash text unique check (reference_hash ~ '^[0-9a-f]{64}$')`,
  `comment on column vehicle.reference_hash is 'keyed hash of what the carmaker calls the car; null once withdrawn'`,
  `create table webhook_delivery (
    event_hash   text        primary key check (event_hash ~ '^[0-9a-f]{64}$'),
    received_at  timestamptz not null
  )`,
  `create index webhook_delivery_received on webhook_delivery (received_at)`,
  `comment on table webhook_delivery is 'events that carmakers have delivered, so that none is taken twice; kept for minutes'`,
]

/** Connections to any carmaker that has an adapter, and what carmakers send by themselves. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
