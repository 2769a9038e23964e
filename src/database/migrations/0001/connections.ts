/** Keys, prices, sites, connections, consent and tokens. */
export const CONNECTIONS: readonly string[] = [
  `create table driver_key (
    driver_id    text        primary key,
    wrapped_key  bytea,
    kek_id       text        not null,
    created_at   timestamptz not null,
    shredded_at  timestamptz,
    check ((wrapped_key is null) = (shredded_at is not null))
  )`,
  `comment on column driver_key.wrapped_key is 'the driver''s key under the key-encryption key; null once shredded'`,

  `create table price_slot (
    zone         text        not null check (zone in ('NO1', 'NO2', 'NO3', 'NO4', 'NO5')),
    starts_at    timestamptz not null,
    ends_at      timestamptz not null check (ends_at > starts_at),
    nok_per_kwh  numeric     not null,
    source       text        not null,
    fetched_at   timestamptz not null,
    primary key (zone, starts_at)
  )`,
  `comment on column price_slot.nok_per_kwh is 'day-ahead price without VAT; may be negative'`,

  `create table price_due (
    zone         text        not null,
    ${due()},
    primary key (bucket, zone)
  )`,

  `create table site (
    id            text             primary key,
    bidding_zone  text             not null check (bidding_zone in ('NO1', 'NO2', 'NO3', 'NO4', 'NO5')),
    county        text             not null,
    municipality  text             not null,
    grid_company  text             not null,
    max_power_kw  double precision not null check (max_power_kw > 0),
    time_zone     text             not null
  )`,
  `comment on table site is 'where a car charges, as coarse as cost allows; never an address'`,

  `create table connection (
    id              text        primary key,
    driver_id       text        not null,
    carmaker        text        not null check (carmaker in ('tesla')),
    site_id         text        not null references site (id),
    state           text        not null check (state in
                      ('started', 'connected', 'reauth_required', 'withdrawing', 'withdrawn', 'abandoned')),
    language        text        not null check (language in ('nb', 'en')),
    return_to       text        not null,
    created_at      timestamptz not null,
    connected_at    timestamptz,
    withdrawing_at  timestamptz,
    withdrawn_at    timestamptz,
    revoked_at      timestamptz
  )`,
  `create index connection_driver on connection (driver_id)`,

  `create table connection_due (
    connection_id  text not null,
    ${due()},
    primary key (bucket, connection_id)
  )`,

  `create table consent_event (
    id              text        primary key,
    connection_id   text        not null references connection (id),
    event           text        not null check (event in ('granted', 'withdrawn')),
    at              timestamptz not null,
    notice_hash     text        not null check (notice_hash ~ '^[0-9a-f]{64}$'),
    notice_version  text        not null,
    language        text        not null check (language in ('nb', 'en')),
    purposes        text        not null,
    scopes_asked    text        not null,
    scopes_granted  text        not null,
    recipients      text        not null
  )`,
  `create function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
  end $$`,
  `create trigger consent_event_append_only before update or delete on consent_event
    for each row execute function refuse_change()`,

  `create table oauth_flow (
    state_hash       text        primary key,
    connection_id    text        not null references connection (id),
    binding_hash     text        not null,
    sealed_verifier  bytea       not null,
    notice_hash      text        not null,
    notice_version   text        not null,
    notice_language  text        not null,
    expires_at       timestamptz not null,
    used_at          timestamptz
  )`,

  `create table token (
    connection_id        text        primary key references connection (id),
    sealed_access        bytea       not null,
    sealed_refresh       bytea       not null,
    access_expires_at    timestamptz not null,
    version              integer     not null check (version > 0),
    refresh_lease_until  timestamptz
  )`,
]

/** The columns every due table has. */
export function due(): string {
  return `bucket       integer     not null check (bucket between 0 and 255),
    due_at       timestamptz not null,
    lease_until  timestamptz,
    fence        integer     not null default 0,
    poked        boolean     not null default false`
}
