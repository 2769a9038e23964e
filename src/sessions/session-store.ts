import { sql } from 'kysely'
import { z } from 'zod'
import { kwh, money, type Kwh, type Money } from '../base/units.ts'
import type { Database, Trx } from '../database/database.ts'

/** A charging session: plug-in to unplug, as far as it has been observed. */
export interface Session {
  readonly id: string
  readonly vehicleId: string
  readonly pluggedInAt: Date
  readonly unpluggedAt: Date | null
  readonly socAtPlugIn: number
  readonly targetPercent: number
  /** The ready-by time that was promised. */
  readonly readyBy: Date
  /** Last seen at or before ready-by; `null` until then. */
  readonly socAtReadyBy: number | null
  /** At the plug, what plug-and-charge would have drawn. */
  readonly powerKw: number
  readonly projectedTo: Date
}

/** What was drawn in one slot. */
export interface SessionEnergy {
  readonly start: Date
  readonly end: Date
  readonly energy: Kwh
  /** `null` if no price was ever known for the slot. */
  readonly cost: Money | null
}

/** Writes a session as it now looks; what was projected of it before is replaced. */
export async function saveSession(
  trx: Trx,
  session: Session,
  energy: readonly SessionEnergy[],
): Promise<void> {
  const columns = {
    unplugged_at: session.unpluggedAt,
    target_percent: session.targetPercent,
    ready_by: session.readyBy,
    soc_at_ready_by: session.socAtReadyBy,
    power_kw: session.powerKw,
    projected_to: session.projectedTo,
  }
  const { id } = await trx
    .insertInto('charging_session')
    .values({
      id: session.id,
      vehicle_id: session.vehicleId,
      plugged_in_at: session.pluggedInAt,
      soc_at_plug_in: session.socAtPlugIn,
      ...columns,
    })
    .onConflict((conflict) => conflict.columns(['vehicle_id', 'plugged_in_at']).doUpdateSet(columns))
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx.deleteFrom('session_energy').where('session_id', '=', id).execute()
  if (energy.length === 0) return
  await trx
    .insertInto('session_energy')
    .values(
      energy.map((slot) => ({
        session_id: id,
        starts_at: slot.start,
        ends_at: slot.end,
        energy_kwh: slot.energy,
        cost: slot.cost,
      })),
    )
    .execute()
}

const rowSchema = z
  .object({
    id: z.string(),
    vehicle_id: z.string(),
    plugged_in_at: z.date(),
    unplugged_at: z.date().nullable(),
    soc_at_plug_in: z.number(),
    target_percent: z.number(),
    ready_by: z.date(),
    soc_at_ready_by: z.number().nullable(),
    power_kw: z.number(),
    projected_to: z.date(),
  })
  .transform((row): Session => ({
    id: row.id,
    vehicleId: row.vehicle_id,
    pluggedInAt: row.plugged_in_at,
    unpluggedAt: row.unplugged_at,
    socAtPlugIn: row.soc_at_plug_in,
    targetPercent: row.target_percent,
    readyBy: row.ready_by,
    socAtReadyBy: row.soc_at_ready_by,
    powerKw: row.power_kw,
    projectedTo: row.projected_to,
  }))

/** Sessions of a vehicle, oldest first. */
export async function listSessions(db: Database | Trx, vehicleId: string): Promise<readonly Session[]> {
  const rows = await db
    .selectFrom('charging_session')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .orderBy('plugged_in_at')
    .execute()
  return rows.map((row) => rowSchema.parse(row))
}

const energySchema = z
  .object({ starts_at: z.date(), ends_at: z.date(), energy_kwh: z.number(), cost: z.number().nullable() })
  .transform((row): SessionEnergy => ({
    start: row.starts_at,
    end: row.ends_at,
    energy: kwh(row.energy_kwh),
    cost: row.cost === null ? null : money(row.cost),
  }))

/** What a session drew, slot by slot in order of time. */
export async function sessionEnergy(
  db: Database | Trx,
  sessionId: string,
): Promise<readonly SessionEnergy[]> {
  const rows = await db
    .selectFrom('session_energy')
    .select(['starts_at', 'ends_at', 'energy_kwh', 'cost'])
    .where('session_id', '=', sessionId)
    .orderBy('starts_at')
    .execute()
  return rows.map((row) => energySchema.parse(row))
}

/** How far a session may lag behind while the car is plugged in; ready-by and unplugging are projected when they are seen. */
const PROJECTED_EVERY = '15 minutes'

/**
 * Vehicles with a session that is behind what is known: looked at while plugged in since it was last projected, or seen
 * unplugged while it is open.
 */
export async function vehiclesToProject(db: Database): Promise<readonly string[]> {
  const rows = await sql<{ vehicle_id: string }>`
    select vehicle_state.vehicle_id
    from vehicle_state
    left join lateral (
      select
        charging_session.projected_to,
        charging_session.unplugged_at,
        charging_session.ready_by,
        charging_session.soc_at_ready_by
      from charging_session
      where charging_session.vehicle_id = vehicle_state.vehicle_id
      order by charging_session.plugged_in_at desc
      limit 1
    ) as last on true
    where vehicle_state.plugged_in_at is not null
        and (
          vehicle_state.checked_at >= coalesce(last.projected_to + ${PROJECTED_EVERY}::interval, '-infinity')
          or (last.soc_at_ready_by is null and vehicle_state.checked_at >= last.ready_by)
        )
      or vehicle_state.plugged_in_at is null
        and last.projected_to is not null and last.unplugged_at is null
        and vehicle_state.checked_at > last.projected_to
    order by vehicle_state.vehicle_id`.execute(db)
  return rows.rows.map((row) => row.vehicle_id)
}

/** Drops sessions that ended before `instant`, with what they drew. */
export async function forgetSessions(db: Database, instant: Date): Promise<void> {
  await db.deleteFrom('charging_session').where('unplugged_at', '<', instant).execute()
}
