import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `create table vehicle_calls (
    vehicle_id  text    not null references vehicle (id),
    day         date    not null,
    reads       integer not null default 0 check (reads >= 0),
    commands    integer not null default 0 check (commands >= 0),
    wakes       integer not null default 0 check (wakes >= 0),
    signals     integer not null default 0 check (signals >= 0),
    primary key (vehicle_id, day)
  )`,
  `comment on table vehicle_calls is 'what carmakers bill, by vehicle and UTC day; also the budget of live reads'`,
  `create index vehicle_calls_day on vehicle_calls (day)`,
  // Reads are counted there from now on; these stay for processes of the version before.
  `alter table vehicle_state alter column reads set default 0`,
  `alter table vehicle_state alter column reads_day set default ''`,

  `alter table vehicle add column quiet_until timestamptz`,
  `comment on column vehicle.quiet_until is 'the carmaker asked to be left alone about this car until then'`,
  `alter table vehicle_state add column pushed_at timestamptz`,
  `comment on column vehicle_state.pushed_at is 'when the car last told something by itself'`,

  `create table test_charge (
    id            text        primary key,
    vehicle_id    text        not null references vehicle (id),
    asked_at      timestamptz not null,
    finished_at   timestamptz,
    was_charging  boolean     not null,
    read_works    boolean,
    stop_works    boolean,
    start_works   boolean,
    cause         text
  )`,
  `comment on table test_charge is 'evidence that reading, stopping and starting work; null: not tried (yet)'`,
  `create index test_charge_newest on test_charge (vehicle_id, asked_at desc)`,
  `create unique index test_charge_running on test_charge (vehicle_id) where finished_at is null`,
]

/** What carmakers bill is counted, and a test charge leaves evidence. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
