import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `create table worker_heartbeat (
    worker      text        primary key,
    started_at  timestamptz not null,
    seen_at     timestamptz not null
  )`,
  `comment on table worker_heartbeat is 'which processes look after vehicles; by the clock of the database, not world time'`,

  `create table evacuation (
    since    timestamptz primary key,
    ended_at timestamptz
  )`,
  `comment on table evacuation is 'while one is not ended every car is given back and none is held; world time'`,
  `create unique index evacuation_running on evacuation ((ended_at is null)) where ended_at is null`,
  // The fence that no process can overlook, whatever it had read before.
  `create function refuse_stop_in_evacuation() returns trigger language plpgsql as $$
  begin
    if new.kind = 'stop' and exists (select 1 from evacuation where ended_at is null) then
      raise exception 'no car is stopped during an evacuation' using errcode = 'restrict_violation';
    end if;
    return new;
  end $$`,
  `create trigger command_in_evacuation before insert on command
    for each row execute function refuse_stop_in_evacuation()`,

  `alter table intent add column latest_start timestamptz`,
  `comment on column intent.latest_start is 'charging without a break from then on just makes it; null: nothing is needed'`,

  `create table carmaker_wait (
    vehicle_id  text        primary key references vehicle (id),
    carmaker    text        not null,
    since       timestamptz not null
  )`,
  `comment on table carmaker_wait is 'vehicles that wait until their carmaker answers again'`,
  `create index carmaker_wait_carmaker on carmaker_wait (carmaker)`,
]

/** Everything can be given back, silence is heard, and a carmaker that is away is waited for in order. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
