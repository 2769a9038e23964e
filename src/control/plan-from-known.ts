import { isRefused } from '../connections/consent-open.ts'
import { isEnoughToPlan, withOwnLook } from './before-own-look.ts'
import { consentOf } from './gather.ts'
import { setCourse, type Course } from './set-course.ts'
import { takeCourse } from './take-course.ts'
import { hostFor, type Work } from './work.ts'

/**
 * Plans and decides for a car that is due before its own look, without a call and without a share of its carmaker's rate: new prices come for all
 * cars at once, and a driver may press as often as they like.
 *
 * @returns `null` if the car is to be looked at after all; nothing is written then
 */
export async function planFromKnown(work: Work): Promise<Course | null> {
  const { deps, connection, known } = work
  const isAway = deps.breaker.openOf(hostFor(work)) !== null
  if (isAway || consentOf(connection) !== 'live' || isRefused(connection)) return null
  if (!isEnoughToPlan(known, deps.clock.now())) return null
  const { course } = await takeCourse(work, (bench, place) => withOwnLook(setCourse(bench, 'none', place)))
  return course
}
