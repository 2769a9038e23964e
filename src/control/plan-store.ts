import type { Expression } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { firstOf, read, type Read, type RowKey } from '../database/reads.ts'
import type { Write } from '../database/writes.ts'
import type { StoredPlan } from './known.ts'
import { planSchema, problemSchema } from './plan-schemas.ts'

export function planWrite(db: Database | Trx, stored: StoredPlan): Write {
  const planned = db.insertInto('plan').values({
    id: stored.id,
    vehicle_id: stored.vehicleId,
    made_at: stored.madeAt,
    cause: stored.cause,
    promised_ready_by: stored.promisedReadyBy,
    inputs_hash: stored.plan.inputsHash,
    problem: JSON.stringify(stored.problem),
    document: JSON.stringify(stored.plan),
  })
  return { planned }
}

const rowSchema = z
  .object({
    id: z.string(),
    vehicle_id: z.string(),
    made_at: z.coerce.date(),
    cause: z.string(),
    promised_ready_by: z.coerce.date(),
    problem: problemSchema,
    document: planSchema,
  })
  .transform((row): StoredPlan => ({
    id: row.id,
    vehicleId: row.vehicle_id,
    madeAt: row.made_at,
    cause: row.cause,
    promisedReadyBy: row.promised_ready_by,
    problem: row.problem,
    plan: row.document,
  }))

/** The newest plan of a vehicle made at or after `since`. */
export function newestPlanRead(
  db: Database | Trx,
  vehicleId: RowKey,
  since: Date | Expression<Date>,
): Read<StoredPlan | undefined> {
  const query = db
    .selectFrom('plan')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .where('made_at', '>=', since)
    .orderBy('made_at', 'desc')
    .orderBy('ordinal', 'desc')
    .limit(1)
  return { query, from: firstOf(rowSchema) }
}

/** As {@link newestPlanRead}. */
export function newestPlan(
  db: Database | Trx,
  vehicleId: string,
  since: Date,
): Promise<StoredPlan | undefined> {
  return read(newestPlanRead(db, vehicleId, since))
}

/** All plans of a vehicle made at or after `since`, oldest first. */
export async function plansSince(
  db: Database | Trx,
  vehicleId: string,
  since: Date,
): Promise<readonly StoredPlan[]> {
  const rows = await db
    .selectFrom('plan')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .where('made_at', '>=', since)
    .orderBy('made_at')
    .orderBy('ordinal')
    .execute()
  return rows.map((row) => rowSchema.parse(row))
}

/** A plan of any vehicle. */
export async function planById(db: Database | Trx, id: string): Promise<StoredPlan | undefined> {
  const row = await db.selectFrom('plan').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : rowSchema.parse(row)
}

/** Drops plans made before `instant` that no intent rests on any more. */
export async function forgetPlans(db: Database, instant: Date): Promise<void> {
  const followed = db.selectFrom('intent').select('intent.plan_id').where('intent.plan_id', 'is not', null)
  await db.deleteFrom('plan').where('made_at', '<', instant).where('id', 'not in', followed).execute()
}
