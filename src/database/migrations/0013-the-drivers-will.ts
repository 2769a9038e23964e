import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table override drop constraint override_kind_check`,
  `alter table override add constraint override_kind_check
    check (kind in ('charge-now', 'by-hand', 'stopped-by-hand'))`,
  `alter table override add column until text not null default 'target'
    check (until in ('target', 'time', 'unplugged'))`,
  `alter table override add column target_percent double precision check (target_percent between 1 and 100)`,
  `alter table override add column ends_at timestamptz`,
  `alter table override add constraint override_end_check check ((until = 'time') = (ends_at is not null))`,
  `comment on column override.until is 'when charge now ends; whatever it says, unplugging ends it'`,
  `comment on column override.target_percent is 'where until is target; null: that of the policy'`,

  `alter table vehicle_state add column stood_since timestamptz`,
  `alter table vehicle_state add column started_at timestamptz`,
  `alter table vehicle_state add column stopped_at timestamptz`,
  `alter table vehicle_state add column stopped_before timestamptz`,
  `alter table vehicle_state add column handed_back_at timestamptz`,
  `comment on column vehicle_state.stood_since is
    'since when the car stood at the plug, now or before it began to draw; null: not in this stay'`,
  `comment on column vehicle_state.started_at is
    'when it was first seen drawing after it had stood; null: it stands, or drew from the beginning'`,
  `comment on column vehicle_state.stopped_at is
    'when it was last seen standing after it had drawn; stopped_before: the time before that'`,
  `comment on column vehicle_state.handed_back_at is
    'the driver let Ladeplan take over: what was started or stopped before counts no more'`,
]

/** Charge now has an end, and starts and stops by hand are recognised from what the car was seen to do. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
