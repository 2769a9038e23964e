import { sql } from 'kysely'
import { z } from 'zod'
import { CHARGING_STATUSES, type ChargeState } from '../carmakers/charge-state.ts'
import type { Database, Trx } from '../database/database.ts'
import type { Tables } from '../database/schema.ts'
import type { VehicleState } from './vehicle.ts'

const rowSchema = z.object({
  reach: z.enum(['online', 'asleep', 'offline']),
  checked_at: z.date(),
  observed_at: z.date().nullable(),
  status: z.enum(CHARGING_STATUSES),
  soc_percent: z.number().nullable(),
  limit_percent: z.number().nullable(),
  power_kw: z.number().nullable(),
  energy_added_kwh: z.number().nullable(),
  fast_charging: z.boolean(),
  at_home: z.boolean().nullable(),
  peak_power_kw: z.number(),
  plugged_in_at: z.date().nullable(),
  ready_by_from: z.date(),
})

export async function findState(db: Database | Trx, vehicleId: string): Promise<VehicleState | undefined> {
  const found = await db
    .selectFrom('vehicle_state')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .executeTakeFirst()
  if (found === undefined) return undefined
  const row = rowSchema.parse(found)
  return {
    reach: row.reach,
    checkedAt: row.checked_at,
    charge:
      row.observed_at === null
        ? null
        : {
            observedAt: row.observed_at,
            status: row.status,
            socPercent: row.soc_percent,
            limitPercent: row.limit_percent,
            powerKw: row.power_kw,
            energyAddedKwh: row.energy_added_kwh,
            capacityKwh: null,
            fastCharging: row.fast_charging,
            ...(row.at_home !== null && { atHome: row.at_home }),
          },
    pluggedInAt: row.plugged_in_at,
    peakPowerKw: row.peak_power_kw,
    readyByFrom: row.ready_by_from,
  }
}

/**
 * Overwrites what is known of a car, counts `reads` against its daily budget and keeps a line of telemetry. What was
 * pushed meanwhile and is newer stays.
 */
export async function saveState(
  trx: Trx,
  vehicleId: string,
  state: VehicleState,
  reads: 0 | 1 = state.reach === 'online' ? 1 : 0,
): Promise<void> {
  const columns = { ...reportColumns(state.charge), ...knownColumns(state) }
  const sameDay = sql<boolean>`vehicle_state.reads_day = excluded.reads_day`
  await trx
    .insertInto('vehicle_state')
    .values({ vehicle_id: vehicleId, ...columns, reads })
    .onConflict((conflict) =>
      conflict
        .column('vehicle_id')
        .doUpdateSet({
          ...columns,
          reads: sql<number>`case when ${sameDay} then vehicle_state.reads else 0 end + ${reads}`,
        })
        .where(sql<boolean>`coalesce(excluded.observed_at >= vehicle_state.observed_at, true)`),
    )
    .execute()
  if (state.charge !== null) await keepTelemetry(trx, vehicleId, state.charge)
}

type Columns = Tables['vehicle_state']
/** What a report fills; the rest is known without one. */
type ReportColumns = Omit<Columns, 'vehicle_id' | 'reads' | keyof ReturnType<typeof knownColumns>>

function knownColumns(
  state: VehicleState,
): Pick<Columns, 'reach' | 'checked_at' | 'plugged_in_at' | 'peak_power_kw' | 'ready_by_from' | 'reads_day'> {
  return {
    reach: state.reach,
    checked_at: state.checkedAt,
    plugged_in_at: state.pluggedInAt,
    peak_power_kw: state.peakPowerKw,
    ready_by_from: state.readyByFrom,
    reads_day: dayOf(state.checkedAt),
  }
}

function reportColumns(charge: ChargeState | null): ReportColumns {
  if (charge === null) return NO_REPORT
  return {
    observed_at: charge.observedAt,
    status: charge.status,
    soc_percent: charge.socPercent,
    limit_percent: charge.limitPercent,
    power_kw: charge.powerKw,
    energy_added_kwh: charge.energyAddedKwh,
    fast_charging: charge.fastCharging,
    at_home: charge.atHome ?? null,
  }
}

const NO_REPORT: ReportColumns = {
  observed_at: null,
  status: 'unknown',
  soc_percent: null,
  limit_percent: null,
  power_kw: null,
  energy_added_kwh: null,
  fast_charging: false,
  at_home: null,
}

/** Live reads spent on the day of `now` (UTC). */
export async function readsToday(db: Database | Trx, vehicleId: string, now: Date): Promise<number> {
  const row = await db
    .selectFrom('vehicle_state')
    .select('reads')
    .where('vehicle_id', '=', vehicleId)
    .where('reads_day', '=', dayOf(now))
    .executeTakeFirst()
  return row?.reads ?? 0
}

/** One observation as sessions and pages need it. */
export type TelemetryPoint = Pick<
  ChargeState,
  'observedAt' | 'status' | 'socPercent' | 'powerKw' | 'energyAddedKwh'
>

const pointSchema = rowSchema
  .pick({ status: true, soc_percent: true, power_kw: true, energy_added_kwh: true })
  .extend({ observed_at: z.date() })
  .transform((row): TelemetryPoint => ({
    observedAt: row.observed_at,
    status: row.status,
    socPercent: row.soc_percent,
    powerKw: row.power_kw,
    energyAddedKwh: row.energy_added_kwh,
  }))

/** Observations of a vehicle from `since` on, in order of time. */
export async function telemetrySince(
  db: Database | Trx,
  vehicleId: string,
  since: Date,
): Promise<readonly TelemetryPoint[]> {
  const rows = await db
    .selectFrom('telemetry')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .where('observed_at', '>=', since)
    .orderBy('observed_at')
    .execute()
  return rows.map((row) => pointSchema.parse(row))
}

/** Drops observations made before `instant`. */
export async function forgetTelemetry(db: Database, instant: Date): Promise<void> {
  await db.deleteFrom('telemetry').where('observed_at', '<', instant).execute()
}

async function keepTelemetry(trx: Trx, vehicleId: string, charge: ChargeState): Promise<void> {
  await trx
    .insertInto('telemetry')
    .values({
      vehicle_id: vehicleId,
      observed_at: charge.observedAt,
      status: charge.status,
      soc_percent: charge.socPercent,
      power_kw: charge.powerKw,
      energy_added_kwh: charge.energyAddedKwh,
    })
    .onConflict((conflict) => conflict.columns(['vehicle_id', 'observed_at']).doNothing())
    .execute()
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10)
}
