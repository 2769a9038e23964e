/** Bidding zones at the time of this migration; a zone that comes later needs a migration of its own. */
const ZONES = `'NO1', 'NO2', 'NO3', 'NO4', 'NO5', 'SE1', 'SE2', 'SE3', 'SE4', 'DK1', 'DK2', 'FI', 'EE', 'LV', 'LT',
  'DE-LU', 'NL', 'BE', 'FR', 'AT', 'CH', 'PL', 'CZ', 'SK', 'HU', 'SI', 'ES', 'PT', 'IT-North'`
const DAY = String.raw`'^\d{4}-\d{2}-\d{2}$'`

export const PRICE_DAYS: readonly string[] = [
  `create table price_day (
    zone          text               not null check (zone in (${ZONES})),
    day           text               not null check (day ~ ${DAY}),
    source        text               not null,
    revision      integer            not null check (revision > 0),
    ordinal       bigint             not null generated always as identity,
    preference    integer            not null check (preference >= 0),
    fetched_at    timestamptz        not null,
    step_minutes  integer            not null check (step_minutes in (15, 30, 60)),
    quality       text               not null check (quality in ('final', 'preliminary')),
    currency      text               not null check (currency ~ '^[A-Z]{3}$'),
    rate          double precision   check (rate > 0),
    rate_source   text,
    eur_per_mwh   numeric[],
    per_kwh       numeric[]          not null,
    is_complete   boolean            not null,
    content_hash  text               not null check (content_hash ~ '^[0-9a-f]{64}$'),
    primary key (zone, day, source, revision),
    check ((rate is null) = (rate_source is null)),
    check (eur_per_mwh is null or cardinality(eur_per_mwh) = cardinality(per_kwh)),
    check (is_complete = (array_position(per_kwh, null) is null))
  )`,
  `comment on table price_day is 'day-ahead prices without VAT, one row per document; append-only'`,
  `comment on column price_day.day is 'calendar day of Europe/Oslo: the delivery day of the market in every zone'`,
  `comment on column price_day.preference is 'place of the source in the configured order when it was asked; 0 is the first'`,
  `comment on column price_day.rate is 'units of the currency for one euro, as used for the column the source did not give'`,
  `comment on column price_day.per_kwh is 'in the currency; slot i begins i steps after the day does; null: no price'`,
  `comment on column price_day.content_hash is 'of what the source gave; a re-fetch with the same adds no row'`,
  `create trigger price_day_append_only before update or delete on price_day
    for each row execute function refuse_change()`,

  `create table price_ask (
    zone        text        not null,
    day         text        not null check (day ~ ${DAY}),
    source      text        not null,
    asked_at    timestamptz not null,
    times       integer     not null check (times > 0),
    outcome     text        not null,
    not_before  timestamptz,
    primary key (zone, day, source)
  )`,
  `comment on table price_ask is 'when a source was last asked for a day, how often, and what came of it'`,
  `comment on column price_ask.not_before is 'the source asked to be left alone until then, for every zone and day'`,
  `create index price_ask_not_before on price_ask (not_before) where not_before is not null`,

  `create table exchange_rate (
    currency    text             not null check (currency ~ '^[A-Z]{3}$'),
    day         text             not null check (day ~ ${DAY}),
    source      text             not null,
    rate        double precision not null check (rate > 0),
    fetched_at  timestamptz      not null,
    primary key (currency, day, source)
  )`,
  `comment on column exchange_rate.rate is 'units of the currency for one euro'`,

  `create table price_news (
    zone     text   primary key,
    ordinal  bigint not null
  )`,
  `comment on table price_news is 'the newest price_day of a zone that its vehicles have been told of'`,

  `alter table site drop constraint site_bidding_zone_check`,
  `alter table site add constraint site_bidding_zone_check check (bidding_zone in (${ZONES}))`,
]
