import { sql, type Insertable, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { CHARGING_STATUSES, type ChargeState } from '../carmakers/charge-state.ts'
import type { Database, Trx } from '../database/database.ts'
import { firstOf, read, type Read, type RowKey } from '../database/reads.ts'
import type { Tables } from '../database/schema.ts'
import { write, type Write } from '../database/writes.ts'
import { telemetryWrite } from './telemetry-store.ts'
import type { VehicleState } from './vehicle.ts'

const rowSchema = z.object({
  reach: z.enum(['online', 'asleep', 'offline']),
  checked_at: z.coerce.date(),
  observed_at: z.coerce.date().nullable(),
  status: z.enum(CHARGING_STATUSES),
  soc_percent: z.number().nullable(),
  limit_percent: z.number().nullable(),
  power_kw: z.number().nullable(),
  energy_added_kwh: z.number().nullable(),
  fast_charging: z.boolean(),
  at_home: z.boolean().nullable(),
  peak_power_kw: z.number(),
  plugged_in_at: z.coerce.date().nullable(),
  ready_by_from: z.coerce.date(),
  pushed_at: z.coerce.date().nullable(),
  stood_since: z.coerce.date().nullable(),
  started_at: z.coerce.date().nullable(),
  stopped_at: z.coerce.date().nullable(),
  stopped_before: z.coerce.date().nullable(),
  handed_back_at: z.coerce.date().nullable(),
  doubted_at: z.coerce.date().nullable(),
  assumed_soc_percent: z.number().nullable(),
  assumed_added_kwh: z.number().nullable(),
  look_at: z.coerce.date().nullable(),
})

export function stateRead(db: Database | Trx, vehicleId: RowKey): Read<VehicleState | undefined> {
  const query = db.selectFrom('vehicle_state').selectAll().where('vehicle_id', '=', vehicleId)
  return { query, from: firstOf(rowSchema.transform(stateOf)) }
}

/** Since when a car is plugged in; `now` while it is not. For whoever reads what has happened since along with more. */
export function pluggedInSince(vehicleId: RowKey, now: Date): RawBuilder<Date> {
  return sql<Date>`coalesce((select plugged_in_at from vehicle_state where vehicle_id = ${vehicleId}), ${now}::timestamptz)`
}

export function findState(db: Database | Trx, vehicleId: string): Promise<VehicleState | undefined> {
  return read(stateRead(db, vehicleId))
}

function stateOf(row: z.infer<typeof rowSchema>): VehicleState {
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
    pushedAt: row.pushed_at,
    changes: {
      stoodSince: row.stood_since,
      startedAt: row.started_at,
      stoppedAt: row.stopped_at,
      stoppedBefore: row.stopped_before,
      handedBackAt: row.handed_back_at,
    },
    doubtedAt: row.doubted_at ?? undefined,
    lookAt: row.look_at ?? undefined,
    ...(row.assumed_soc_percent !== null && {
      assumed: { percent: row.assumed_soc_percent, addedKwh: row.assumed_added_kwh ?? 0 },
    }),
  }
}

/**
 * Overwrites what is known of a car and keeps a line of telemetry. What was pushed meanwhile and is newer stays, and so does
 * what the driver wished meanwhile: a promise that counts anew, and that Ladeplan takes over.
 */
export function stateWrite(db: Database | Trx, vehicleId: string, state: VehicleState): Write {
  const columns = { ...reportColumns(state.charge), ...knownColumns(state) }
  const observed = db
    .insertInto('vehicle_state')
    .values({ vehicle_id: vehicleId, ...columns, handed_back_at: state.changes.handedBackAt })
    .onConflict((conflict) =>
      conflict
        .column('vehicle_id')
        .doUpdateSet({
          ...columns,
          ready_by_from: sql<Date>`greatest(excluded.ready_by_from, vehicle_state.ready_by_from)`,
        })
        .where(sql<boolean>`coalesce(excluded.observed_at >= vehicle_state.observed_at, true)`),
    )
  return { observed, ...(state.charge !== null && telemetryWrite(db, vehicleId, state.charge)) }
}

/** As {@link stateWrite}. */
export function saveState(trx: Trx, vehicleId: string, state: VehicleState): Promise<void> {
  return write(trx, stateWrite(trx, vehicleId, state))
}

/** The driver lets Ladeplan take over: what was started or stopped by hand until now counts no more. */
export async function handBack(trx: Trx, vehicleId: string, now: Date): Promise<void> {
  await trx
    .updateTable('vehicle_state')
    .set({ handed_back_at: now })
    .where('vehicle_id', '=', vehicleId)
    .execute()
}

/** When the car is to be asked next; left out: whenever it is due. */
export function lookWrite(db: Database | Trx, vehicleId: string, lookAt: Date | undefined): Write {
  const observed = db
    .updateTable('vehicle_state')
    .set({ look_at: lookAt ?? null })
    .where('vehicle_id', '=', vehicleId)
  return { observed }
}

/** What the car told by itself is not enough to go by: it is to be asked, once. */
export async function doubtPushed(trx: Trx, vehicleId: string, now: Date): Promise<void> {
  await trx
    .updateTable('vehicle_state')
    .set({ doubted_at: now })
    .where('vehicle_id', '=', vehicleId)
    .execute()
}

type Columns = Tables['vehicle_state']
/** What a report fills; the rest is known without one. */
type ReportColumns = Omit<Columns, 'vehicle_id' | 'handed_back_at' | KnownColumn>

type KnownColumn =
  | 'reach'
  | 'checked_at'
  | 'plugged_in_at'
  | 'peak_power_kw'
  | 'ready_by_from'
  | 'pushed_at'
  | 'doubted_at'
  | 'look_at'
  | 'assumed_soc_percent'
  | 'assumed_added_kwh'
  | 'stood_since'
  | 'started_at'
  | 'stopped_at'
  | 'stopped_before'

function knownColumns({ changes, ...state }: VehicleState): {
  readonly [K in KnownColumn]: Insertable<Columns>[K]
} {
  return {
    reach: state.reach,
    checked_at: state.checkedAt,
    plugged_in_at: state.pluggedInAt,
    peak_power_kw: state.peakPowerKw,
    ready_by_from: state.readyByFrom,
    pushed_at: state.pushedAt,
    doubted_at: state.doubtedAt ?? null,
    look_at: state.lookAt ?? null,
    assumed_soc_percent: state.assumed?.percent ?? null,
    assumed_added_kwh: state.assumed?.addedKwh ?? null,
    stood_since: changes.stoodSince,
    started_at: changes.startedAt,
    stopped_at: changes.stoppedAt,
    stopped_before: changes.stoppedBefore,
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
