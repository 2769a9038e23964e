import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { INTENT_CAUSES, type DecidedIntent, type Intent, type Override } from './facts.ts'
import { reasonSchema } from './reasons.ts'

const rowSchema = z
  .object({
    epoch: z.number(),
    desired: z.enum(['CHARGE', 'HOLD', 'RELEASE']),
    cause: z.enum(INTENT_CAUSES),
    valid_until: z.date(),
    reason: reasonSchema,
    decided_at: z.date(),
  })
  .transform((row): DecidedIntent => ({
    epoch: row.epoch,
    desired: row.desired,
    cause: row.cause,
    validUntil: row.valid_until,
    reason: row.reason,
    decidedAt: row.decided_at,
  }))

export async function findIntent(db: Database | Trx, vehicleId: string): Promise<DecidedIntent | undefined> {
  const row = await db.selectFrom('intent').selectAll().where('vehicle_id', '=', vehicleId).executeTakeFirst()
  return row === undefined ? undefined : rowSchema.parse(row)
}

/** Overwrites what is wanted of a vehicle. */
export async function saveIntent(
  trx: Trx,
  vehicleId: string,
  intent: Intent,
  facts: { planId: string | null; now: Date },
): Promise<void> {
  const columns = {
    epoch: intent.epoch,
    desired: intent.desired,
    cause: intent.cause,
    valid_until: intent.validUntil,
    plan_id: facts.planId,
    reason: JSON.stringify(intent.reason),
    decided_at: facts.now,
  }
  await trx
    .insertInto('intent')
    .values({ vehicle_id: vehicleId, ...columns })
    .onConflict((conflict) => conflict.column('vehicle_id').doUpdateSet(columns))
    .execute()
}

const overrideSchema = z.object({ kind: z.enum(['charge-now', 'by-hand']), since: z.date() })

export async function findOverride(db: Database | Trx, vehicleId: string): Promise<Override | undefined> {
  const row = await db
    .selectFrom('override')
    .select(['kind', 'since'])
    .where('vehicle_id', '=', vehicleId)
    .executeTakeFirst()
  return row === undefined ? undefined : overrideSchema.parse(row)
}

export async function saveOverride(trx: Trx, vehicleId: string, override: Override): Promise<void> {
  await trx
    .insertInto('override')
    .values({ vehicle_id: vehicleId, ...override })
    .onConflict((conflict) => conflict.column('vehicle_id').doUpdateSet({ ...override }))
    .execute()
}

export async function endOverride(trx: Trx, vehicleId: string): Promise<void> {
  await trx.deleteFrom('override').where('vehicle_id', '=', vehicleId).execute()
}
