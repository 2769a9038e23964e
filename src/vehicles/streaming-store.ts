import { z } from 'zod'
import { STREAMINGS, type Streaming } from '../carmakers/streaming.ts'
import type { Database, Trx } from '../database/database.ts'

/** What came of asking a car to stream. */
export interface StreamAsked {
  readonly connectionId: string
  /** `null`: the carmaker did not tell. */
  readonly outcome: Streaming | null
  readonly askedAt: Date
}

const rowSchema = z
  .object({ connection_id: z.string(), outcome: z.enum(STREAMINGS).nullable(), asked_at: z.date() })
  .transform((row): StreamAsked => ({
    connectionId: row.connection_id,
    outcome: row.outcome,
    askedAt: row.asked_at,
  }))

/** `undefined`: it was never asked. */
export async function findStreamAsked(
  db: Database | Trx,
  vehicleId: string,
): Promise<StreamAsked | undefined> {
  const row = await db
    .selectFrom('streaming')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .executeTakeFirst()
  return row === undefined ? undefined : rowSchema.parse(row)
}

export async function saveStreamAsked(
  db: Database | Trx,
  vehicleId: string,
  { connectionId, outcome, askedAt }: StreamAsked,
): Promise<void> {
  const columns = { connection_id: connectionId, outcome, asked_at: askedAt }
  await db
    .insertInto('streaming')
    .values({ vehicle_id: vehicleId, ...columns })
    .onConflict((conflict) => conflict.column('vehicle_id').doUpdateSet(columns))
    .execute()
}

/** The car streams to us no more. */
export async function forgetStreamAsked(db: Database | Trx, vehicleId: string): Promise<void> {
  await db.deleteFrom('streaming').where('vehicle_id', '=', vehicleId).execute()
}
