import type { Trx } from '../database/database.ts'
import type { EventBody } from '../events/event.ts'
import { appendEvent } from '../events/outbox-store.ts'
import type { CarLesson } from '../vehicles/car-lesson.ts'
import { saveLesson } from '../vehicles/lesson-store.ts'
import { saveIncident } from './incident-store.ts'
import type { Course } from './set-course.ts'
import type { IncidentChange } from './watch-incidents.ts'
import type { Work } from './work.ts'

/** Writes down what a pass has found wrong or mended, and what the car has taught, with the events that tell of it. */
export async function recordIncidents(work: Work, course: Course, trx: Trx): Promise<void> {
  const { known } = work
  await saveChanges(work, course.incidents, trx)
  if (course.lesson === known.lesson) return
  await saveLesson(trx, known.vehicle.id, course.lesson)
  const event = ofRestarts(known.lesson, course.lesson)
  if (event !== null) await tell(work, event, trx)
}

/** Writes down what has become of incidents, with the events that tell of it. */
export async function saveChanges(work: Work, changes: readonly IncidentChange[], trx: Trx): Promise<void> {
  for (const { incident, overAt, event } of changes) {
    await saveIncident(trx, work.known.vehicle.id, incident, overAt)
    if (event !== null) await tell(work, event, trx)
  }
}

function tell({ deps, known }: Work, event: EventBody, trx: Trx): Promise<void> {
  const at = deps.clock.now()
  return appendEvent(trx, { ...event, id: deps.randomness.id(), vehicleId: known.vehicle.id, at })
}

function ofRestarts(before: CarLesson, after: CarLesson): EventBody | null {
  if ((before.doesNotRestartSince === null) === (after.doesNotRestartSince === null)) return null
  if (after.doesNotRestartSince === null)
    return { type: 'restart.reliable', data: { because: 'it_restarted' } }
  return { type: 'restart.unreliable', data: { nights: after.failedRestarts.length } }
}
