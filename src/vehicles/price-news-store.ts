import { sql } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'

/** Vehicles told of new prices are looked at within this time, spread evenly, unless they are too many for it. */
const SPREAD_SECONDS = 60

const newsSchema = z.object({ zone: z.string(), ordinal: z.number() })
type News = z.infer<typeof newsSchema>

/** From when on vehicles are due, and of each carmaker how many in a second at most. */
interface Pace {
  readonly now: Date
  readonly perSecond: number
}

/**
 * Makes the plugged-in vehicles of every zone with new prices due within a minute of `now`, or as fast as their carmakers may be
 * asked. What has been told is written down beside, so new prices are neither lost by a crash nor told twice: whoever calls next goes on where the last one
 * ended. Vehicles that are not plugged in need no plan; those off the list stay off it.
 *
 * @returns how many zones had news
 */
export async function tellVehiclesOfPrices(db: Database, pace: Pace): Promise<number> {
  const news = await findNews(db)
  for (const one of news) {
    await db.transaction().execute(async (trx) => {
      if (await markTold(trx, one)) await makeZoneDue(trx, one.zone, pace)
    })
  }
  return news.length
}

async function findNews(db: Database): Promise<readonly News[]> {
  const result = await sql`
    select price_day.zone, max(price_day.ordinal) as ordinal
    from price_day
    left join price_news on price_news.zone = price_day.zone
    where price_day.ordinal > coalesce(price_news.ordinal, 0)
    group by price_day.zone
    order by price_day.zone`.execute(db)
  return result.rows.map((row) => newsSchema.parse(row))
}

/** @returns false if another process has told this or something newer */
async function markTold(trx: Trx, { zone, ordinal }: News): Promise<boolean> {
  const result = await sql`
    insert into price_news (zone, ordinal)
    values (${zone}, ${ordinal})
    on conflict (zone) do update
    set ordinal = excluded.ordinal
    where price_news.ordinal < excluded.ordinal
    returning zone`.execute(trx)
  return result.rows.length > 0
}

/**
 * One after the other, those first that would be looked at first anyway: what is decided next is decided with the new prices. The first
 * places are a minute's, or more if that many are not to be asked about in a minute. In whole milliseconds, which is all that a clock here can
 * be set to. When each would have been looked at stays written down: prices alone are no reason to ask its carmaker.
 */
async function makeZoneDue(trx: Trx, zone: string, { now, perSecond }: Pace): Promise<void> {
  await sql`
    with told as (
      select vehicle.id, vehicle_due.due_at as look_at,
        row_number() over (partition by connection.carmaker order by vehicle_due.due_at, vehicle.id) - 1 as place,
        greatest(${sql.lit(SPREAD_SECONDS)}::double precision / count(*) over (partition by connection.carmaker),
          1 / ${perSecond}::double precision) as seconds
      from vehicle
      join connection on connection.id = vehicle.connection_id
      join site on site.id = vehicle.site_id
      join vehicle_state on vehicle_state.vehicle_id = vehicle.id
      join vehicle_due on vehicle_due.vehicle_id = vehicle.id
      where site.bidding_zone = ${zone}
        and vehicle_state.plugged_in_at is not null
    ), moved as (
      update vehicle_due
      set poked = true,
        due_at = least(vehicle_due.due_at, ${now}::timestamptz + make_interval(secs => floor(told.place * told.seconds * 1000) / 1000))
      from told
      where vehicle_due.vehicle_id = told.id
      returning told.id, told.look_at, vehicle_due.due_at
    )
    update vehicle_state
    set look_at = moved.look_at
    from moved
    where vehicle_state.vehicle_id = moved.id
      and moved.due_at < moved.look_at
      and (vehicle_state.look_at is null or vehicle_state.look_at <= ${now}::timestamptz)`.execute(trx)
}
