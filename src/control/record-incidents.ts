import type { Trx } from '../database/database.ts'
import type { EventBody } from '../events/event.ts'
import { appendEvent } from '../events/outbox-store.ts'
import type { CarLesson } from '../vehicles/car-lesson.ts'
import { saveLesson } from '../vehicles/lesson-store.ts'
import { saveIncident } from './incident-store.ts'
import type { Course } from './set-course.ts'
import type { Work } from './work.ts'

/** Writes down what a pass has found wrong or mended, and what the car has taught, with the events that tell of it. */
export async function recordIncidents({ deps, known }: Work, course: Course, trx: Trx): Promise<void> {
  const { vehicle, now } = course
  const tell = (event: EventBody): Promise<void> =>
    appendEvent(trx, { ...event, id: deps.randomness.id(), vehicleId: vehicle.id, at: now })
  for (const { incident, overAt, event } of course.incidents) {
    await saveIncident(trx, vehicle.id, incident, overAt)
    if (event !== null) await tell(event)
  }
  if (course.lesson === known.lesson) return
  await saveLesson(trx, vehicle.id, course.lesson)
  const event = ofRestarts(known.lesson, course.lesson)
  if (event !== null) await tell(event)
}

function ofRestarts(before: CarLesson, after: CarLesson): EventBody | null {
  if ((before.doesNotRestartSince === null) === (after.doesNotRestartSince === null)) return null
  if (after.doesNotRestartSince === null)
    return { type: 'restart.reliable', data: { because: 'it_restarted' } }
  return { type: 'restart.unreliable', data: { nights: after.failedRestarts.length } }
}
