import { subHours } from 'date-fns'
import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { earliest, latest } from '../base/interval.ts'
import { CARMAKERS, type CarmakerName } from '../carmakers/registry.ts'
import type { Database } from '../database/database.ts'
import { HEALTH_REASONS } from '../events/health-reasons.ts'
import { TROUBLE_CAUSES } from '../events/trouble-causes.ts'

/** So many cars in trouble are listed, those whose latest start is nearest first; all of them are counted. */
export const LISTED_MOST = 50

/** `reason` is the code the driver is told; `null`: no pass has looked at the car yet. */
const reasonRow = z.object({ reason: z.string().nullable(), cars: z.number() })
const troubleRow = z.object({
  vehicleId: z.string(),
  cause: z.enum(TROUBLE_CAUSES),
  since: z.date(),
  latestStart: z.date().nullable(),
  all: z.number(),
})
const commandsRow = z.object({
  sent: z.number(),
  confirmed: z.number(),
  refused: z.number(),
  unknown: z.number(),
})
const carmakerRow = z.object({
  carmaker: z.enum(CARMAKERS),
  /** Address of the region that serves them, as stored; `null`: none is known. */
  region: z.string().nullable(),
  cars: z.number(),
  /** Since when it does not answer; `null`: it does. */
  awaySince: z.date().nullable(),
  /** Cars that wait until it does. */
  waiting: z.number(),
  /** Until when it asked to be left alone about a car; `null`: it did not. */
  quietUntil: z.date().nullable(),
})
const healthRow = z.object({
  carmaker: z.enum(CARMAKERS),
  reason: z.enum(HEALTH_REASONS),
  connections: z.number(),
})

/**
 * How the cars with live consent are doing, from what the last passes wrote down: some statements, however many cars there are.
 * Nothing in it tells who drives or where a car is.
 *
 * @param regionOf the name of the region that is called at an address, or serves where none is known
 */
export async function fleetOf(db: Database, now: Date, regionOf: RegionOf = () => null) {
  const troubles = await rowsOf(db, troubleRow, troubleQuery())
  const [commands] = await rowsOf(db, commandsRow, commandsQuery(now))
  return {
    reasons: await rowsOf(db, reasonRow, reasonQuery()),
    late: await lateCars(db),
    inTrouble: troubles[0]?.all ?? 0,
    troubles: troubles.map(({ vehicleId, cause, since, latestStart }) => ({
      vehicleId,
      cause,
      since,
      latestStart,
    })),
    commands: commands ?? { sent: 0, confirmed: 0, refused: 0, unknown: 0 },
    carmakers: byRegion(await rowsOf(db, carmakerRow, carmakerQuery(now)), regionOf),
    connections: await rowsOf(db, healthRow, healthQuery()),
  }
}

/** What operations see of all cars. */
export type Fleet = Awaited<ReturnType<typeof fleetOf>>

const LIVE = sql`connection.state in ('connected', 'reauth_required')`

function reasonQuery(): RawBuilder<unknown> {
  return sql`
    select coalesce(intent.reason, latest.decided -> 'reason') ->> 'code' as reason, count(*)::integer as cars
    from vehicle
    join connection on connection.id = vehicle.connection_id and ${LIVE}
    left join intent on intent.vehicle_id = vehicle.id
    -- A car that was never ours to control has no intent: away from the first look on, or without our key.
    left join lateral (
      select decision.decided
      from decision
      where decision.vehicle_id = vehicle.id
      order by decision.ordinal desc
      limit 1
    ) as latest on intent.vehicle_id is null
    group by 1
    order by 2 desc, 1`
}

function troubleQuery(): RawBuilder<unknown> {
  return sql`
    select incident.vehicle_id as "vehicleId", incident.cause, incident.since,
      intent.latest_start as "latestStart", (count(*) over ())::integer as all
    from incident
    left join intent on intent.vehicle_id = incident.vehicle_id
    where incident.over_at is null and incident.told_at is not null and incident.kind = 'trouble'
    order by intent.latest_start asc nulls last, incident.since, incident.vehicle_id
    limit ${sql.lit(LISTED_MOST)}`
}

async function lateCars(db: Database): Promise<number> {
  const query = sql`
    select count(*)::integer as cars
    from incident
    where incident.over_at is null and incident.told_at is not null and incident.kind = 'late'`
  const [row] = await rowsOf(db, z.object({ cars: z.number() }), query)
  return row?.cars ?? 0
}

function commandsQuery(now: Date): RawBuilder<unknown> {
  return sql`
    select count(*)::integer as sent,
      (count(*) filter (where command.confirmed_at is not null))::integer as confirmed,
      (count(*) filter (where command.outcome = 'refused'))::integer as refused,
      (count(*) filter (where command.confirmed_at is null and command.outcome = 'unknown'))::integer as unknown
    from command
    where command.sent_at > ${subHours(now, 1)}::timestamptz and command.refusal is distinct from 'not_sent'`
}

function carmakerQuery(now: Date): RawBuilder<unknown> {
  return sql`
    select connection.carmaker, connection.region, count(*)::integer as cars, min(carmaker_wait.since) as "awaySince",
      count(carmaker_wait.vehicle_id)::integer as waiting,
      max((intent.reason ->> 'retryAt')::timestamptz) filter (
        where intent.reason ->> 'code' = 'rate_limited'
          and (intent.reason ->> 'retryAt')::timestamptz > ${now}::timestamptz
      ) as "quietUntil"
    from vehicle
    join connection on connection.id = vehicle.connection_id and ${LIVE}
    left join carmaker_wait on carmaker_wait.vehicle_id = vehicle.id
    left join intent on intent.vehicle_id = vehicle.id
    group by connection.carmaker, connection.region
    order by connection.carmaker, connection.region nulls first`
}

type CarmakerRow = z.infer<typeof carmakerRow>

type RegionOf = (carmaker: CarmakerName, address: string | null) => string | null

/** A region also serves whoever's own is not known: one row for each by its name. */
function byRegion(rows: readonly CarmakerRow[], regionOf: RegionOf): readonly CarmakerRow[] {
  const found = new Map<string, CarmakerRow>()
  for (const row of rows) {
    const region = regionOf(row.carmaker, row.region)
    const key = `${row.carmaker}/${region ?? ''}`
    found.set(key, together({ ...row, region }, found.get(key)))
  }
  return [...found.values()]
}

function together(row: CarmakerRow, other: CarmakerRow = row): CarmakerRow {
  if (row === other) return row
  return {
    ...row,
    cars: row.cars + other.cars,
    waiting: row.waiting + other.waiting,
    awaySince:
      row.awaySince && other.awaySince
        ? earliest(row.awaySince, other.awaySince)
        : (row.awaySince ?? other.awaySince),
    quietUntil:
      row.quietUntil && other.quietUntil
        ? latest(row.quietUntil, other.quietUntil)
        : (row.quietUntil ?? other.quietUntil),
  }
}

/** As the watch over connections last found them, at most a quarter of an hour ago. */
function healthQuery(): RawBuilder<unknown> {
  return sql`
    select connection.carmaker, coalesce(told_health.reason, 'all-well') as reason,
      count(*)::integer as connections
    from connection
    left join told_health on told_health.connection_id = connection.id
    where ${LIVE}
    group by 1, 2
    order by 1, 3 desc, 2`
}

async function rowsOf<T>(db: Database, schema: z.ZodType<T>, query: RawBuilder<unknown>): Promise<T[]> {
  return z.array(schema).parse((await query.execute(db)).rows)
}
