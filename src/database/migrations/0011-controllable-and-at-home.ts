import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table vehicle add column controllable text check (controllable in ('yes', 'needs_pairing', 'no'))`,
  `alter table vehicle add column controllable_asked_at timestamptz`,
  `alter table vehicle add column told_at_home boolean`,
  `comment on column vehicle.controllable is 'whether the car obeys, by the carmaker; null: not asked yet'`,
  `comment on column vehicle.told_at_home is 'the app''s word; null: it has not told'`,
  `alter table vehicle_state add column peak_power_kw double precision not null default 0
    check (peak_power_kw >= 0)`,
  `alter table vehicle_state add column at_home boolean`,
  `comment on column vehicle_state.peak_power_kw is 'highest power at the plug seen since plug-in'`,
  `comment on column vehicle_state.at_home is 'the carmaker''s own flag; null: it does not tell'`,
]

/** Connected is not controllable, and at home is known from three sources, none of them a position. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
