import { sql, type Expression } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { allOf, firstOf, read, type Read, type RowKey } from '../database/reads.ts'
import { TEST_CAUSES } from '../events/test-causes.ts'
import type { TestCharge, TestResult } from './test-charge.ts'

const rowSchema = z
  .object({
    id: z.string(),
    asked_at: z.coerce.date(),
    finished_at: z.coerce.date().nullable(),
    read_works: z.boolean().nullable(),
    stop_works: z.boolean().nullable(),
    start_works: z.boolean().nullable(),
    cause: z.enum(TEST_CAUSES).nullable(),
  })
  .transform((row): TestCharge => ({
    id: row.id,
    askedAt: row.asked_at,
    finishedAt: row.finished_at,
    readWorks: row.read_works,
    stopWorks: row.stop_works,
    startWorks: row.start_works,
    cause: row.cause,
  }))

/** The newest test charge of a vehicle, running or not. */
export async function findTestCharge(db: Database | Trx, vehicleId: string): Promise<TestCharge | undefined> {
  const row = await db
    .selectFrom('test_charge')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .orderBy('asked_at', 'desc')
    .orderBy('finished_at', (order) => order.desc().nullsFirst())
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : rowSchema.parse(row)
}

/** The one that runs, if any. */
export function runningTestRead(db: Database | Trx, vehicleId: RowKey): Read<TestCharge | null> {
  const query = db
    .selectFrom('test_charge')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .where('finished_at', 'is', null)
  return { query, from: (rows) => firstOf(rowSchema)(rows) ?? null }
}

/** Whether a test charge has ever begun, also if what is kept of it has been dropped. */
export function wasTestedRead(db: Database | Trx, vehicleId: RowKey): Read<boolean> {
  const query = db
    .selectFrom('vehicle')
    .select('id')
    .where('id', '=', vehicleId)
    .where('first_test_at', 'is not', null)
  return { query, from: (rows) => rows.length > 0 }
}

/** As {@link wasTestedRead}. */
export function wasTested(db: Database | Trx, vehicleId: string): Promise<boolean> {
  return read(wasTestedRead(db, vehicleId))
}

/** Those asked for from `since` on. */
export function testChargesRead(
  db: Database | Trx,
  vehicleId: RowKey,
  since: Date | Expression<Date>,
): Read<readonly TestCharge[]> {
  const query = db
    .selectFrom('test_charge')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .where('asked_at', '>=', since)
  return { query, from: allOf(rowSchema) }
}

/** Begins a test charge, unless one runs. */
export async function beginTestCharge(
  trx: Trx,
  vehicleId: string,
  begun: { readonly id: string; readonly askedAt: Date; readonly wasCharging: boolean },
): Promise<void> {
  await trx
    .insertInto('test_charge')
    .values({
      id: begun.id,
      vehicle_id: vehicleId,
      asked_at: begun.askedAt,
      finished_at: null,
      was_charging: begun.wasCharging,
      read_works: null,
      stop_works: null,
      start_works: null,
      cause: null,
    })
    .onConflict((conflict) => conflict.column('vehicle_id').where('finished_at', 'is', null).doNothing())
    .execute()
  await trx
    .updateTable('vehicle')
    .set({ first_test_at: sql<Date>`coalesce(first_test_at, ${begun.askedAt})` })
    .where('id', '=', vehicleId)
    .execute()
}

export async function finishTestCharge(trx: Trx, id: string, result: TestResult, now: Date): Promise<void> {
  await trx
    .updateTable('test_charge')
    .set({
      finished_at: now,
      read_works: result.readWorks,
      stop_works: result.stopWorks,
      start_works: result.startWorks,
      cause: result.cause,
    })
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .execute()
}

/** Drops test charges asked for before `instant`. */
export async function forgetTestCharges(db: Database, instant: Date): Promise<void> {
  await db.deleteFrom('test_charge').where('asked_at', '<', instant).execute()
}
