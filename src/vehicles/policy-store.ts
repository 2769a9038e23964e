import { sql, type Insertable } from 'kysely'
import { z } from 'zod'
import { subDays } from '../base/calendar.ts'
import { lockDue, makeDue } from '../database/claim-due.ts'
import type { Database, Trx } from '../database/database.ts'
import { firstOf, read, type Read, type RowKey } from '../database/reads.ts'
import type { Tables } from '../database/schema.ts'
import { countedFrom } from './counted-from.ts'
import { WEEKDAYS } from './departures.ts'
import { findState } from './state-store.ts'
import type { ChargingPolicy } from './vehicle.ts'

const wish = { readyBy: z.string().nullable(), targetPercent: z.number().optional() }
const departuresSchema = z.object({
  weekdays: z.partialRecord(z.enum(WEEKDAYS), z.object(wish)),
  exceptions: z.array(z.object({ date: z.string(), ...wish })),
})

const rowSchema = z
  .object({
    target_percent: z.number(),
    minimum_percent: z.number(),
    ready_by: z.string(),
    time_zone: z.string(),
    paused: z.boolean(),
    max_starts: z.number().nullable(),
    minimum_run_minutes: z.number().nullable(),
    version: z.number(),
    departures: departuresSchema.nullable(),
    paused_until: z.coerce.date().nullable(),
    zone_since: z.coerce.date().nullable(),
  })
  .transform((row): ChargingPolicy => ({
    targetPercent: row.target_percent,
    minimumPercent: row.minimum_percent,
    readyBy: row.ready_by,
    timeZone: row.time_zone,
    paused: row.paused,
    maxStarts: row.max_starts,
    minimumRunMinutes: row.minimum_run_minutes,
    version: row.version,
    ...(row.departures !== null && { departures: row.departures }),
    ...(row.paused_until !== null && { pausedUntil: row.paused_until }),
    ...(row.zone_since !== null && { zoneSince: row.zone_since }),
  }))

export function policyRead(db: Database | Trx, vehicleId: RowKey): Read<ChargingPolicy | undefined> {
  const query = db.selectFrom('charging_policy').selectAll().where('vehicle_id', '=', vehicleId)
  return { query, from: firstOf(rowSchema) }
}

export function findPolicy(db: Database | Trx, vehicleId: string): Promise<ChargingPolicy | undefined> {
  return read(policyRead(db, vehicleId))
}

/** The policy of a new vehicle; an existing one stays as the driver left it. */
export async function saveFirstPolicy(trx: Trx, vehicleId: string, policy: ChargingPolicy): Promise<void> {
  await trx
    .insertInto('charging_policy')
    .values({ vehicle_id: vehicleId, ...columns(policy), version: 1 })
    .onConflict((conflict) => conflict.column('vehicle_id').doNothing())
    .execute()
}

/**
 * Changes the policy if it is still the version the driver saw, and makes the vehicle due: the promise counts anew, see `countedFrom`.
 *
 * @returns the stored policy, or `undefined` if somebody changed it in between
 */
export async function changePolicy(
  trx: Trx,
  change: { vehicleId: string; policy: ChargingPolicy; now: Date },
): Promise<ChargingPolicy | undefined> {
  const { vehicleId, policy, now } = change
  await lockDue(trx, 'vehicle_due', [vehicleId])
  const [before, state] = [await findPolicy(trx, vehicleId), await findState(trx, vehicleId)]
  const row = await trx
    .updateTable('charging_policy')
    .set({
      ...columns(policy),
      version: sql<number>`version + 1`,
      zone_since: sql<Date | null>`case when time_zone = ${policy.timeZone} then zone_since else ${now} end`,
    })
    .where('vehicle_id', '=', vehicleId)
    .where('version', '=', policy.version)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) return undefined
  const isKnown = before !== undefined && state !== undefined
  const readyByFrom = isKnown ? countedFrom({ before, policy, now }, state) : now
  await trx
    .updateTable('vehicle_state')
    .set({ ready_by_from: readyByFrom })
    .where('vehicle_id', '=', vehicleId)
    .execute()
  await makeDue(trx, 'vehicle_due', vehicleId, now)
  return rowSchema.parse(row)
}

function columns(
  policy: ChargingPolicy,
): Omit<Insertable<Tables['charging_policy']>, 'vehicle_id' | 'version'> {
  return {
    target_percent: policy.targetPercent,
    minimum_percent: policy.minimumPercent,
    ready_by: policy.readyBy,
    time_zone: policy.timeZone,
    paused: policy.paused,
    max_starts: policy.maxStarts,
    minimum_run_minutes: policy.minimumRunMinutes,
    departures: policy.departures === undefined ? null : JSON.stringify(policy.departures),
    paused_until: policy.pausedUntil ?? null,
  }
}

/** Drops exceptions whose day was over before `instant`, in every time zone: they tell who was away when. */
export async function forgetPastExceptions(db: Database, instant: Date): Promise<void> {
  const before = subDays(instant, 1).toISOString().slice(0, 10)
  await sql`
    update charging_policy
    set departures = jsonb_set(departures, '{exceptions}', coalesce(
      (select jsonb_agg(one) from jsonb_array_elements(departures -> 'exceptions') as one where one ->> 'date' >= ${before}),
      '[]'::jsonb))
    where exists (
      select from jsonb_array_elements(departures -> 'exceptions') as one where one ->> 'date' < ${before}
    )`.execute(db)
}
