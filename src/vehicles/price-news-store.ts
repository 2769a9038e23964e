import { sql } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'

/** Vehicles told of new prices are looked at within this time, spread evenly: a zone has thousands. */
const SPREAD_SECONDS = 60

const newsSchema = z.object({ zone: z.string(), ordinal: z.number() })
type News = z.infer<typeof newsSchema>

/**
 * Makes the plugged-in vehicles of every zone with new prices due within a minute of `now`. What has been told is written
 * down beside, so new prices are neither lost by a crash nor told twice: whoever calls next goes on where the last one
 * ended. Vehicles that are not plugged in need no plan; those off the list stay off it.
 *
 * @returns how many zones had news
 */
export async function tellVehiclesOfPrices(db: Database, now: Date): Promise<number> {
  const news = await findNews(db)
  for (const one of news) {
    await db.transaction().execute(async (trx) => {
      if (await markTold(trx, one)) await makeZoneDue(trx, one.zone, now)
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
 * Each vehicle at its own instant, always the same one: a hash of its id, so that no two processes differ. In whole milliseconds, which
 * is all that a clock here can be set to.
 */
async function makeZoneDue(trx: Trx, zone: string, now: Date): Promise<void> {
  const share = sql`('x' || substr(md5(vehicle.id), 1, 6))::bit(24)::integer / 16777216.0`
  await sql`
    update vehicle_due
    set poked = true,
      due_at = least(vehicle_due.due_at, ${now}::timestamptz + make_interval(secs => floor(${share} * ${sql.lit(SPREAD_SECONDS * 1_000)}) / 1000))
    from vehicle
    join site on site.id = vehicle.site_id
    join vehicle_state on vehicle_state.vehicle_id = vehicle.id
    where vehicle_due.vehicle_id = vehicle.id
      and site.bidding_zone = ${zone}
      and vehicle_state.plugged_in_at is not null`.execute(trx)
}
