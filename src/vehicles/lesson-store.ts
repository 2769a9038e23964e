import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { firstOf, read, type Read, type RowKey } from '../database/reads.ts'
import { NOTHING_LEARNT, type CarLesson } from './car-lesson.ts'

const stretchSchema = z.object({
  fromPercent: z.number(),
  toPercent: z.number(),
  minutes: z.number(),
  powerKw: z.number(),
})

const rowSchema = z
  .object({
    start_delays: z.array(z.number()),
    peak_powers: z.array(z.number()),
    failed_restarts: z.array(z.coerce.date()),
    does_not_restart_since: z.coerce.date().nullable(),
    charged: z.object({
      over: z.array(stretchSchema),
      begun: z.object({ percent: z.number(), at: z.coerce.date() }).nullable(),
      powerKw: z.number().optional(),
    }),
  })
  .transform((row): CarLesson => ({
    startDelaysSeconds: row.start_delays,
    peakPowersKw: row.peak_powers,
    failedRestarts: row.failed_restarts,
    doesNotRestartSince: row.does_not_restart_since,
    charged: row.charged,
  }))

/** What a car taught; of a new one nothing. */
export function lessonRead(db: Database | Trx, vehicleId: RowKey): Read<CarLesson> {
  const query = db.selectFrom('car_lesson').selectAll().where('vehicle_id', '=', vehicleId)
  return { query, from: (rows) => firstOf(rowSchema)(rows) ?? NOTHING_LEARNT }
}

/** As {@link lessonRead}. */
export function findLesson(db: Database | Trx, vehicleId: string): Promise<CarLesson> {
  return read(lessonRead(db, vehicleId))
}

export async function saveLesson(trx: Trx, vehicleId: string, lesson: CarLesson): Promise<void> {
  const columns = {
    start_delays: JSON.stringify(lesson.startDelaysSeconds),
    peak_powers: JSON.stringify(lesson.peakPowersKw),
    failed_restarts: JSON.stringify(lesson.failedRestarts),
    does_not_restart_since: lesson.doesNotRestartSince,
    charged: JSON.stringify(lesson.charged),
  }
  await trx
    .insertInto('car_lesson')
    .values({ vehicle_id: vehicleId, ...columns })
    .onConflict((conflict) => conflict.column('vehicle_id').doUpdateSet(columns))
    .execute()
}
