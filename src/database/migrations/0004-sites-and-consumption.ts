import { sql, type Kysely } from 'kysely'

/** Names that sites had before grid companies and municipalities went by id and number. */
const RENAMED: readonly string[] = [
  `update site set grid_company = 'glitre' where grid_company = 'Glitre Nett'`,
  `update site set grid_company = 'noranett' where grid_company = 'Noranett'`,
  `update site set municipality = '4204' where municipality = 'Kristiansand'`,
  `update site set municipality = '1806' where municipality = 'Narvik'`,
]

const SITE: readonly string[] = [
  `alter table site alter column county drop not null`,
  `alter table site add column contract jsonb not null
    default '{"kind": "spot", "surcharge": 0, "support": true}'`,
  `alter table site add column billing_resolution text not null default 'PT60M'
    check (billing_resolution in ('PT60M', 'PT15M'))`,
  `alter table site add column is_holiday_home boolean not null default false`,
  `alter table site add column grid_limit_kw double precision check (grid_limit_kw > 0)`,
  `alter table site add column driver_limit_kw double precision check (driver_limit_kw > 0)`,
  `alter table site add column reference_hash text unique check (reference_hash ~ '^[0-9a-f]{64}$')`,
  `alter table site add column consumption_settled_to timestamptz`,
  `comment on column site.county is 'two digits; null outside Norway'`,
  `comment on column site.municipality is 'Norwegian municipality by number, four digits; empty outside Norway'`,
  `comment on column site.grid_company is 'id of its tariff file; empty if nobody told'`,
  `comment on column site.max_power_kw is 'what the installation can deliver to one car'`,
  `comment on column site.grid_limit_kw is 'what the whole site may draw at any instant: its main fuse'`,
  `comment on column site.driver_limit_kw is 'the most that the driver wants the whole site to draw as a mean of an hour'`,
  `comment on column site.reference_hash is 'keyed hash of the retailer''s reference; cars behind one meter share a site'`,
  `comment on column site.consumption_settled_to is 'the hours before this have taught the profile'`,
]

const CONSUMPTION: readonly string[] = [
  `create table consumption_reading (
    site_id     text             not null references site (id),
    starts_at   timestamptz      not null,
    ends_at     timestamptz      not null check (ends_at >= starts_at),
    import_kw   double precision check (import_kw >= 0),
    import_kwh  double precision check (import_kwh >= 0),
    primary key (site_id, starts_at, ends_at),
    check ((import_kw is null) <> (import_kwh is null)),
    check ((starts_at = ends_at) = (import_kw is not null))
  )`,
  `create index consumption_reading_end on consumption_reading (ends_at)`,
  `comment on table consumption_reading is 'what the meter showed; dropped after 24 hours'`,

  `create table site_peak_day (
    site_id  text             not null references site (id),
    day      text             not null check (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
    peak_kw  double precision not null check (peak_kw >= 0),
    primary key (site_id, day)
  )`,
  `comment on table site_peak_day is 'the three highest days of this month and the last; mean of their highest hour'`,

  `create table site_profile (
    site_id     text             not null references site (id),
    local_hour  integer          not null check (local_hour between 0 and 23),
    mean_kw     double precision not null check (mean_kw >= 0),
    primary key (site_id, local_hour)
  )`,
  `comment on table site_profile is 'what the house draws by hour of the day, without its cars; of no day in particular'`,
]

/** Sites of every bidding zone, with contract and limits, shared by cars; and what the meter showed of them. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of [...RENAMED, ...SITE, ...CONSUMPTION]) await sql.raw(statement).execute(db)
}
