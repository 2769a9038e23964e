import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { firstOf, read, type Read, type RowKey } from '../database/reads.ts'
import type { Write } from '../database/writes.ts'
import {
  INTENT_CAUSES,
  OVERRIDE_KINDS,
  type ChargeNowEnd,
  type DecidedIntent,
  type Intent,
  type Override,
} from './facts.ts'
import { reasonSchema, type Reason } from './reasons.ts'

const rowSchema = z
  .object({
    epoch: z.number(),
    desired: z.enum(['CHARGE', 'HOLD', 'RELEASE']),
    cause: z.enum(INTENT_CAUSES),
    valid_until: z.coerce.date(),
    reason: reasonSchema,
    decided_at: z.coerce.date(),
  })
  .transform((row): DecidedIntent => ({
    epoch: row.epoch,
    desired: row.desired,
    cause: row.cause,
    validUntil: row.valid_until,
    reason: row.reason,
    decidedAt: row.decided_at,
  }))

export function intentRead(db: Database | Trx, vehicleId: RowKey): Read<DecidedIntent | undefined> {
  const query = db.selectFrom('intent').selectAll().where('vehicle_id', '=', vehicleId)
  return { query, from: firstOf(rowSchema) }
}

export function findIntent(db: Database | Trx, vehicleId: string): Promise<DecidedIntent | undefined> {
  return read(intentRead(db, vehicleId))
}

/** Overwrites what is wanted of a vehicle. */
export function intentWrite(
  db: Database | Trx,
  vehicleId: string,
  intent: Intent,
  facts: { planId: string | null; now: Date; latestStart?: Date | null },
): Write {
  const columns = {
    epoch: intent.epoch,
    desired: intent.desired,
    cause: intent.cause,
    valid_until: intent.validUntil,
    plan_id: facts.planId,
    reason: JSON.stringify(intent.reason),
    decided_at: facts.now,
    latest_start: facts.latestStart ?? null,
  }
  const intended = db
    .insertInto('intent')
    .values({ vehicle_id: vehicleId, ...columns })
    .onConflict((conflict) => conflict.column('vehicle_id').doUpdateSet(columns))
  return { intended }
}

/** What is wanted stays as it is; only what the driver is told of it changes. */
export async function saveReason(trx: Trx, vehicleId: string, reason: Reason): Promise<void> {
  await trx
    .updateTable('intent')
    .set({ reason: JSON.stringify(reason) })
    .where('vehicle_id', '=', vehicleId)
    .execute()
}

/** From when on charging without a break just makes it, as of the last pass; `null` if nothing is needed. */
export async function findLatestStart(db: Database | Trx, vehicleId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('intent')
    .select('latest_start')
    .where('vehicle_id', '=', vehicleId)
    .executeTakeFirst()
  return row?.latest_start ?? null
}

const overrideSchema = z
  .object({
    kind: z.enum(OVERRIDE_KINDS),
    since: z.coerce.date(),
    until: z.enum(['target', 'time', 'unplugged']),
    target_percent: z.number().nullable(),
    ends_at: z.coerce.date().nullable(),
    awaits_plug: z.boolean(),
  })
  .transform((row): Override => ({
    kind: row.kind,
    since: row.since,
    ...(row.kind === 'charge-now' && { end: endIn(row) }),
    ...(row.awaits_plug && { awaitsPlug: true as const }),
  }))

interface EndColumns {
  readonly until: ChargeNowEnd['until']
  readonly target_percent: number | null
  readonly ends_at: Date | null
}

function endIn({ until, target_percent: targetPercent, ends_at: endsAt }: EndColumns): ChargeNowEnd {
  if (endsAt !== null) return { until: 'time', endsAt }
  if (until === 'unplugged') return { until }
  return { until: 'target', ...(targetPercent !== null && { targetPercent }) }
}

function endColumns({ kind, end = { until: 'target' } }: Override): EndColumns {
  if (kind !== 'charge-now') return { until: 'unplugged', target_percent: null, ends_at: null }
  return {
    until: end.until,
    target_percent: end.until === 'target' ? (end.targetPercent ?? null) : null,
    ends_at: end.until === 'time' ? end.endsAt : null,
  }
}

function columnsOf(override: Override) {
  const { kind, since, awaitsPlug = false } = override
  return { kind, since, awaits_plug: awaitsPlug, ...endColumns(override) }
}

export function overrideRead(db: Database | Trx, vehicleId: RowKey): Read<Override | undefined> {
  const query = db.selectFrom('override').selectAll().where('vehicle_id', '=', vehicleId)
  return { query, from: firstOf(overrideSchema) }
}

export function findOverride(db: Database | Trx, vehicleId: string): Promise<Override | undefined> {
  return read(overrideRead(db, vehicleId))
}

/** What the driver told us; it replaces whatever was the driver's will before. */
export async function saveOverride(trx: Trx, vehicleId: string, override: Override): Promise<void> {
  const columns = columnsOf(override)
  await trx
    .insertInto('override')
    .values({ vehicle_id: vehicleId, ...columns })
    .onConflict((conflict) => conflict.column('vehicle_id').doUpdateSet(columns))
    .execute()
}

/** What was found out from the car; what the driver has told us meanwhile stays. */
export async function saveFoundOverride(trx: Trx, vehicleId: string, override: Override): Promise<void> {
  const columns = columnsOf(override)
  await trx
    .insertInto('override')
    .values({ vehicle_id: vehicleId, ...columns })
    .onConflict((conflict) => conflict.column('vehicle_id').doNothing())
    .execute()
}

/** @param known ends this one only, not one that has come after it */
export async function endOverride(
  trx: Trx,
  vehicleId: string,
  known?: Pick<Override, 'kind' | 'since'>,
): Promise<void> {
  const all = trx.deleteFrom('override').where('vehicle_id', '=', vehicleId)
  const those =
    known === undefined ? all : all.where('kind', '=', known.kind).where('since', '=', known.since)
  await those.execute()
}
