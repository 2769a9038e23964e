import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `create table incident (
    id          text        primary key,
    vehicle_id  text        not null references vehicle (id),
    kind        text        not null check (kind in ('trouble', 'late')),
    cause       text        check ((cause is not null) = (kind = 'trouble')),
    desired     text        check ((desired is not null) = (kind = 'trouble')),
    ready_by    timestamptz check ((ready_by is not null) = (kind = 'late')),
    since       timestamptz not null,
    told_at     timestamptz check (told_at >= since),
    over_at     timestamptz check (over_at >= since)
  )`,
  `comment on table incident is 'what a driver has to know, told once however often it is found again'`,
  `comment on column incident.since is 'world time of the first failure'`,
  `comment on column incident.told_at is 'when the event was written; null: it may yet pass by itself'`,
  `create unique index incident_open on incident (vehicle_id, kind) where over_at is null`,
  `create index incident_over on incident (over_at) where over_at is not null`,

  `create table car_lesson (
    vehicle_id           text        primary key references vehicle (id),
    start_delays         jsonb       not null,
    peak_powers          jsonb       not null,
    failed_restarts      jsonb       not null,
    does_not_restart_since timestamptz
  )`,
  `comment on table car_lesson is 'what the car taught in its last charges'`,
  `comment on column car_lesson.start_delays is 'seconds from the first command to proof of charging, newest last'`,
  `comment on column car_lesson.peak_powers is 'highest power of each of the last stays, kW, newest last'`,
  `comment on column car_lesson.failed_restarts is 'when the stays began in which a start after our stop failed, newest last'`,
]

/** Trouble is told once per incident, and cars teach how they start. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
