import { sql, type Kysely } from 'kysely'

/** What else of consent the database sees to: whose it is, and that its ledger cannot be emptied as a whole. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  // A car that another connection serves by now is none of this one's, however alive its consent is.
  await sql`create or replace function require_live_consent() returns trigger language plpgsql as $$
  declare
    consent record;
  begin
    select connection.state, connection.consent_ends_at into consent
    from connection where connection.id = new.connection_id for share;
    if exists (select from vehicle where vehicle.id = new.vehicle_id and vehicle.connection_id = new.connection_id) then
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
    end if;
    raise exception 'no live consent for a command' using errcode = 'insufficient_privilege';
  end $$`.execute(db)
  // Rows are not looked at one by one when a table is emptied, so no trigger for each row hears of it.
  await sql`create trigger consent_event_not_emptied before truncate on consent_event
    for each statement execute function refuse_change()`.execute(db)
}
