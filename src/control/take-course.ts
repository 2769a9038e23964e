import { fenced } from '../database/claim-due.ts'
import { benchOf, siteLockOf, tell } from './bench-of.ts'
import { lookAround, lookAroundAlone } from './look-around.ts'
import { record, recordAtOnce, type Recorded } from './record.ts'
import type { Bench, Course, Place } from './set-course.ts'
import type { Work } from './work.ts'

/** A course that was set, and what follows of it. */
export interface Taken<C extends Course | null> extends Recorded {
  readonly course: C
}

/** Where `null` is set, no course is taken. */
type SetCourse<C extends Course | null> = (bench: Bench, place: Place | null) => C

/**
 * Sets a vehicle's course and writes down what was seen and decided, under the claim: all of it or nothing. A car that has its site for
 * itself does so in one statement, unless something seldom is to be written.
 *
 * @throws LeaseLostError if another process took the vehicle over meanwhile
 */
export async function takeCourse<C extends Course | null>(
  work: Work,
  setCourse: SetCourse<C>,
): Promise<Taken<C>> {
  const taken = (await takeAtOnce(work, setCourse)) ?? (await takeInTurn(work, setCourse))
  if (taken.course !== null) tell(work, taken.course)
  return taken
}

/** @returns undefined if one statement is not enough; nothing is written then */
async function takeAtOnce<C extends Course | null>(
  work: Work,
  setCourse: SetCourse<C>,
): Promise<Taken<C> | undefined> {
  const bench = benchOf(work)
  const place = await lookAroundAlone(bench, work.around, work.deps.db)
  if (place === undefined) return undefined
  const course = setCourse(bench, place)
  if (course === null) return { course, command: null }
  const recorded = await recordAtOnce(work, course)
  return recorded === undefined ? undefined : { course, ...recorded }
}

/** Cars of one site take their courses one after the other, each knowing what the others are going to do. */
function takeInTurn<C extends Course | null>(work: Work, setCourse: SetCourse<C>): Promise<Taken<C>> {
  const { deps, claim } = work
  return fenced(
    deps.db,
    claim,
    async (trx) => {
      const bench = benchOf(work)
      const course = setCourse(bench, await lookAround(bench, trx))
      return { course, command: course === null ? null : await record(work, course, trx) }
    },
    siteLockOf(work),
  )
}
