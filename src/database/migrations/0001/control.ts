/** Plans, intents, commands; sessions. */
export const CONTROL: readonly string[] = [
  `create table plan (
    id           text        primary key,
    ordinal      bigint      not null generated always as identity,
    vehicle_id   text        not null references vehicle (id),
    made_at      timestamptz not null,
    cause        text        not null,
    promised_ready_by timestamptz not null,
    inputs_hash  text        not null check (inputs_hash ~ '^[0-9a-f]{64}$'),
    problem      jsonb       not null,
    document     jsonb       not null
  )`,
  // Compressed values could not be searched for canaries; a plan is a few kilobytes.
  `alter table plan alter column problem set storage external`,
  `alter table plan alter column document set storage external`,
  `create index plan_newest on plan (vehicle_id, made_at desc, ordinal desc)`,
  `comment on table plan is 'immutable; a newer one supersedes it'`,

  `create table intent (
    vehicle_id   text        primary key references vehicle (id),
    epoch        integer     not null check (epoch > 0),
    desired      text        not null check (desired in ('CHARGE', 'HOLD', 'RELEASE')),
    cause        text        not null,
    valid_until  timestamptz not null,
    plan_id      text        references plan (id),
    reason       jsonb       not null,
    decided_at   timestamptz not null
  )`,
  `comment on column intent.epoch is 'rises when the wanted state or its cause changes'`,

  `create table command (
    id             text        primary key,
    vehicle_id     text        not null references vehicle (id),
    connection_id  text        not null references connection (id),
    epoch          integer     not null,
    attempt        integer     not null check (attempt > 0),
    kind           text        not null check (kind in ('start', 'stop', 'wake')),
    purpose        text        not null check (purpose in ('intent', 'release')),
    sent_at        timestamptz not null,
    outcome        text        check (outcome in ('done', 'refused', 'unknown')),
    refusal        text,
    settled_at     timestamptz,
    confirmed_at   timestamptz,
    confirmed_by   text        check (confirmed_by in ('observation', 'answer')),
    unique (vehicle_id, epoch, kind, attempt)
  )`,
  `comment on column command.outcome is 'null from before the send until the answer: after a crash that means unknown'`,
  `create index command_newest on command (vehicle_id, sent_at desc)`,
  // A release that another transaction is just writing is not seen by the trigger below, but by this.
  `create unique index command_one_release on command (connection_id, vehicle_id) where purpose = 'release'`,
  `create function require_live_consent() returns trigger language plpgsql as $$
  declare
    consent text;
  begin
    select connection.state into consent from connection where connection.id = new.connection_id for share;
    if consent = 'connected' then
      return new;
    end if;
    if consent = 'withdrawing' and new.purpose = 'release' and not exists (
      select 1 from command
      where command.connection_id = new.connection_id and command.vehicle_id = new.vehicle_id
        and command.purpose = 'release'
    ) then
      return new;
    end if;
    raise exception 'no live consent for a command' using errcode = 'insufficient_privilege';
  end $$`,
  `create trigger command_needs_consent before insert on command
    for each row execute function require_live_consent()`,

  `create table override (
    vehicle_id  text        primary key references vehicle (id),
    kind        text        not null check (kind in ('charge-now', 'by-hand')),
    since       timestamptz not null
  )`,

  `create table charging_session (
    id               text             primary key,
    vehicle_id       text             not null references vehicle (id),
    plugged_in_at    timestamptz      not null,
    unplugged_at     timestamptz,
    soc_at_plug_in   double precision not null,
    target_percent   double precision not null,
    ready_by         timestamptz      not null,
    soc_at_ready_by  double precision,
    power_kw         double precision not null,
    projected_to     timestamptz      not null,
    unique (vehicle_id, plugged_in_at)
  )`,
  `create table session_energy (
    session_id  text             not null references charging_session (id) on delete cascade,
    starts_at   timestamptz      not null,
    ends_at     timestamptz      not null,
    energy_kwh  double precision not null check (energy_kwh >= 0),
    cost_nok    numeric,
    primary key (session_id, starts_at)
  )`,
  `comment on column session_energy.energy_kwh is 'at the plug, calculated from what the car reports, not metered'`,
]
