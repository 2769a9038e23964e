import { z } from 'zod'
import { CHARGING_STATUSES, type ChargeState } from '../carmakers/charge-state.ts'
import type { Database, Trx } from '../database/database.ts'
import type { Write } from '../database/writes.ts'

/** One observation as sessions and pages need it. */
export type TelemetryPoint = Pick<
  ChargeState,
  'observedAt' | 'status' | 'socPercent' | 'powerKw' | 'energyAddedKwh'
>

const pointSchema = z
  .object({
    observed_at: z.coerce.date(),
    status: z.enum(CHARGING_STATUSES),
    soc_percent: z.number().nullable(),
    power_kw: z.number().nullable(),
    energy_added_kwh: z.number().nullable(),
  })
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

/** One of the same instant is kept once. */
export function telemetryWrite(db: Database | Trx, vehicleId: string, charge: ChargeState): Write {
  const remembered = db
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
  return { remembered }
}
