import { fenced } from '../database/claim-due.ts'
import { isRefused } from '../connections/consent-open.ts'
import { benchOf, siteLockOf, tell } from './bench-of.ts'
import { isEnoughToPlan, withOwnLook } from './before-own-look.ts'
import { consentOf } from './gather.ts'
import { lookAround } from './look-around.ts'
import { record } from './record.ts'
import { setCourse, type Course } from './set-course.ts'
import { hostFor, type Work } from './work.ts'

/**
 * Plans and decides for a car that is due before its own look, without a call and without a share of its carmaker's rate: new prices come for all
 * cars at once, and a driver may press as often as they like.
 *
 * @returns `null` if the car is to be looked at after all; nothing is written then
 */
export async function planFromKnown(work: Work): Promise<Course | null> {
  const { deps, connection, known, claim } = work
  const isAway = deps.breaker.openOf(hostFor(work)) !== null
  if (isAway || consentOf(connection) !== 'live' || isRefused(connection)) return null
  if (!isEnoughToPlan(known, deps.clock.now())) return null
  const course = await fenced(
    deps.db,
    claim,
    async (trx) => {
      const bench = benchOf(work)
      const planned = withOwnLook(setCourse(bench, 'none', await lookAround(bench, trx)))
      if (planned !== null) await record(work, planned, trx)
      return planned
    },
    siteLockOf(work),
  )
  if (course !== null) tell(work, course)
  return course
}
