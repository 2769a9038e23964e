import { sql, type Kysely } from 'kysely'

/**
 * Puts the slots stored so far on the grid of their delivery day, per source. Only Norwegian zones were there, in kroner;
 * hours that were never stored stay empty, and the day is then not complete.
 *
 * The content hash is of the row itself: what the source said beside its kroner was not kept, so a re-fetch counts as a
 * revision, once.
 */
export async function moveSlotsToDays<T>(db: Kysely<T>): Promise<void> {
  await sql`
    with slot as (
      select zone, source, starts_at, nok_per_kwh, fetched_at,
        date_trunc('day', starts_at at time zone 'Europe/Oslo') as local_day,
        extract(epoch from ends_at - starts_at)::integer / 60 as minutes
      from price_slot
    ), document as (
      select zone, source, local_day, min(minutes) as step, max(fetched_at) as fetched_at
      from slot
      group by zone, source, local_day
      having min(minutes) in (15, 30, 60)
    ), gridded as (
      select document.zone, document.source, document.local_day, document.step, document.fetched_at,
        array_agg(slot.nok_per_kwh order by grid.starts_at) as per_kwh
      from document
      cross join lateral generate_series(
        document.local_day at time zone 'Europe/Oslo',
        ((document.local_day + interval '1 day') at time zone 'Europe/Oslo') - interval '1 minute',
        make_interval(mins => document.step)
      ) as grid (starts_at)
      left join slot
        on slot.zone = document.zone and slot.source = document.source and slot.starts_at = grid.starts_at
      group by document.zone, document.source, document.local_day, document.step, document.fetched_at
    )
    insert into price_day (zone, day, source, revision, preference, fetched_at, step_minutes, quality, currency, per_kwh,
      is_complete, content_hash)
    select zone, to_char(local_day, 'YYYY-MM-DD'), source, 1, 0, fetched_at, step, 'final', 'NOK', per_kwh,
      array_position(per_kwh, null) is null,
      encode(sha256(convert_to(concat_ws(' ', zone, local_day, source, per_kwh), 'UTF8')), 'hex')
    from gridded`.execute(db)
}
