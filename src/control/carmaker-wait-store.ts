import { sql } from 'kysely'
import { z } from 'zod'
import type { Host } from '../carmakers/host.ts'
import type { Database, Trx } from '../database/database.ts'
import { CHARGING_POLL_MINUTES, HELD_POLL_MINUTES, IDLE_POLL_MINUTES } from './next-step.ts'
import { isOfHost } from './of-host.ts'

/** Of the vehicles that have found out nothing so many are passed over before the first of them is asked again. */
const MOST_PASSED_OVER = 20

/** A vehicle waits until its host answers again; since when stays as it was first written, however its region is found. */
export async function saveWait(
  trx: Trx,
  { vehicleId, host: { carmaker, region }, since }: { vehicleId: string; host: Host; since: Date },
): Promise<void> {
  await trx
    .insertInto('carmaker_wait')
    .values({ vehicle_id: vehicleId, carmaker, region, since })
    .onConflict((conflict) =>
      conflict
        .column('vehicle_id')
        .doUpdateSet({ carmaker, region })
        .where('carmaker_wait.region', 'is distinct from', region),
    )
    .execute()
}

/** The vehicles that wait for a host wait no more. @returns them, as {@link waitingFor} does */
export async function endWaits(trx: Trx, host: Host): Promise<readonly string[]> {
  const vehicleIds = await waitingFor(trx, host)
  await trx.deleteFrom('carmaker_wait').where(isOfHost('carmaker_wait', host)).execute()
  return vehicleIds
}

/** The vehicles that wait for a host, those whose latest start is nearest first. */
export async function waitingFor(trx: Trx, host: Host): Promise<readonly string[]> {
  const rows = await trx
    .selectFrom('carmaker_wait')
    .leftJoin('intent', 'intent.vehicle_id', 'carmaker_wait.vehicle_id')
    .select('carmaker_wait.vehicle_id as id')
    .where(isOfHost('carmaker_wait', host))
    .orderBy('intent.latest_start', (order) => order.asc().nullsLast())
    .orderBy('carmaker_wait.vehicle_id')
    .execute()
  return rows.map(({ id }) => id)
}

/**
 * Which of the vehicles that wait for a host asks it at `at`: the one whose latest start is nearest, of those that have not asked
 * lately; whoever asked longest ago if all have. None that wants to be left alone by then, or whose consent is not live.
 */
export async function nextProber(
  db: Database,
  { host, at }: { readonly host: Host; readonly at: Date },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('carmaker_wait')
    .innerJoin('vehicle', 'vehicle.id', 'carmaker_wait.vehicle_id')
    .innerJoin('connection', 'connection.id', 'vehicle.connection_id')
    .leftJoin('intent', 'intent.vehicle_id', 'carmaker_wait.vehicle_id')
    .leftJoin(
      (waits) =>
        waits
          .selectFrom('carmaker_wait')
          .select(['vehicle_id', 'asked_at'])
          .where(isOfHost('carmaker_wait', host))
          .where('asked_at', 'is not', null)
          .orderBy('asked_at', 'desc')
          .limit(MOST_PASSED_OVER)
          .as('lately'),
      (join) => join.onRef('lately.vehicle_id', '=', 'carmaker_wait.vehicle_id'),
    )
    .select('carmaker_wait.vehicle_id as id')
    .where(isOfHost('carmaker_wait', host))
    .where('connection.state', '=', 'connected')
    .where((where) =>
      where.or([where('vehicle.quiet_until', 'is', null), where('vehicle.quiet_until', '<=', at)]),
    )
    .orderBy('lately.asked_at', (order) => order.asc().nullsFirst())
    .orderBy('intent.latest_start', (order) => order.asc().nullsLast())
    .orderBy('carmaker_wait.vehicle_id')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/**
 * How far apart the requests about all cars that wait for a host would be if it answered, s: a look at those that charge, or would by now, and
 * at those that sleep, in ten minutes, at those that are held in half an hour. None waits: 0, and so if one waits that is past its latest start, or
 * whose driver told it to charge now: for them every minute counts more than a request.
 */
export async function usualSpacingSeconds(
  db: Database,
  { host, now, lookRequests }: { readonly host: Host; readonly now: Date; readonly lookRequests: number },
): Promise<number> {
  const [charging, asleep, held] = [CHARGING_POLL_MINUTES, IDLE_POLL_MINUTES, HELD_POLL_MINUTES].map(
    (minutes) => sql.lit(1 / (minutes * 60)),
  )
  const { rows } = await sql`
    select case
      when count(*) = 0 or bool_or(coalesce(intent.latest_start <= ${now}, false) or override.kind is not distinct from 'charge-now') then 0
      else 1 / sum(case
      when vehicle_state.reach <> 'online' then ${asleep}
      when intent.desired = 'CHARGE' or intent.valid_until <= ${now} then ${charging} * ${lookRequests}::integer
      else ${held} * ${lookRequests}::integer end) end::double precision as seconds
    from carmaker_wait
    left join override on override.vehicle_id = carmaker_wait.vehicle_id
    left join intent on intent.vehicle_id = carmaker_wait.vehicle_id
    left join vehicle_state on vehicle_state.vehicle_id = carmaker_wait.vehicle_id
    where ${isOfHost('carmaker_wait', host)}`.execute(db)
  return z.tuple([z.object({ seconds: z.number() })]).parse(rows)[0].seconds
}
