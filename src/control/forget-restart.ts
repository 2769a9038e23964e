import { lockDue, makeDue } from '../database/claim-due.ts'
import { appendEvent } from '../events/outbox-store.ts'
import { withRestart } from '../vehicles/car-lesson.ts'
import { findLesson, saveLesson } from '../vehicles/lesson-store.ts'
import type { ControlDependencies } from './dependencies.ts'

/**
 * The driver says that the car starts again after a stop, whatever it has shown: it is planned in as many blocks as others until it
 * fails again. Of a car that never failed nothing is to be forgotten.
 */
export async function forgetRestart(deps: ControlDependencies, vehicleId: string): Promise<void> {
  const at = deps.clock.now()
  const event = { id: deps.randomness.id(), vehicleId, at }
  await deps.db.transaction().execute(async (trx) => {
    await lockDue(trx, 'vehicle_due', [vehicleId])
    const lesson = await findLesson(trx, vehicleId)
    const forgotten = withRestart(lesson)
    if (forgotten === lesson) return
    await saveLesson(trx, vehicleId, forgotten)
    if (lesson.doesNotRestartSince !== null)
      await appendEvent(trx, { ...event, type: 'restart.reliable', data: { because: 'driver' } })
    await makeDue(trx, 'vehicle_due', vehicleId, at)
  })
  deps.wake()
}
