import { sql, type Kysely } from 'kysely'

const CONSENT: readonly string[] = [
  `alter table connection add column consent_ends_at timestamptz`,
  `alter table connection add column missing_scopes text not null default ''`,
  `create index connection_consent_over on connection (consent_ends_at)
    where state in ('connected', 'reauth_required')`,
  `comment on column connection.consent_ends_at is '24 months after the driver last consented; null before'`,
  `comment on column connection.missing_scopes is 'asked for, not granted'`,
  `update connection set consent_ends_at = connected_at + interval '24 months' where connected_at is not null`,

  `alter table consent_event add column ends_at timestamptz`,
  `alter table consent_event add column controller text`,
  // Of lines written at one instant of world time the order of writing tells which holds.
  `alter table consent_event add column ordinal bigint not null generated always as identity`,
  `alter table consent_event drop constraint consent_event_event_check`,
  `alter table consent_event add constraint consent_event_event_check
    check (event in ('granted', 'withdrawn', 'expired'))`,
  `comment on column consent_event.controller is 'as the notice named it; null on lines older than this column'`,

  // World time comes with the command: the database's own clock knows nothing of it.
  `create or replace function require_live_consent() returns trigger language plpgsql as $$
  declare
    consent record;
  begin
    select connection.state, connection.consent_ends_at into consent
    from connection where connection.id = new.connection_id for share;
    if consent.state = 'connected' and consent.consent_ends_at > new.sent_at then
      return new;
    end if;
    if consent.state = 'withdrawing' and new.purpose = 'release' and not exists (
      select 1 from command
      where command.connection_id = new.connection_id and command.vehicle_id = new.vehicle_id
        and command.purpose = 'release'
    ) then
      return new;
    end if;
    raise exception 'no live consent for a command' using errcode = 'insufficient_privilege';
  end $$`,
]

const GRANTS: readonly string[] = [
  `create table held_grant (
    id                 text        primary key,
    connection_id      text        not null references connection (id),
    confirmation_hash  text        not null,
    sealed_access      bytea       not null,
    sealed_refresh     bytea       not null,
    access_expires_at  timestamptz not null,
    refresh_at         timestamptz not null,
    scopes_granted     text        not null,
    notice_hash        text        not null,
    notice_version     text        not null,
    notice_language    text        not null,
    look_at            timestamptz not null,
    unwanted_since     timestamptz
  )`,
  `create index held_grant_look on held_grant (look_at)`,
  `create index held_grant_connection on held_grant (connection_id)`,
  `comment on table held_grant is
    'what a carmaker granted and nobody has confirmed yet, or nobody wants: kept until it is used or revoked'`,
  `comment on column held_grant.look_at is 'process time: confirmed before this, or revoked from this on'`,

  `alter table token add column refresh_at timestamptz`,
  `alter table token add column failing_since timestamptz`,
  `alter table token add column fault text`,
  `update token set refresh_at = access_expires_at - interval '5 minutes'`,
  `alter table token alter column refresh_at set not null`,
  `comment on column token.refresh_at is 'a fifth to three tenths of the token''s life before its end'`,
  `comment on column token.fault is 'why refreshing has failed since failing_since; null while it does not'`,
]

const HEALTH: readonly string[] = [
  `create table told_health (
    connection_id  text        primary key references connection (id),
    state          text        not null,
    reason         text        not null,
    told_at        timestamptz not null
  )`,
  `comment on table told_health is 'what operations were last told of; what holds now is derived'`,
]

/** Consents that end, grants that wait for the app to confirm them, and what ails a connection. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of [...CONSENT, ...GRANTS, ...HEALTH]) await sql.raw(statement).execute(db)
}
