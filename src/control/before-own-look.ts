import { addMinutes } from 'date-fns'
import { earliest } from '../base/interval.ts'
import { isDrawing } from '../carmakers/charge-state.ts'
import type { Known } from './known.ts'
import type { Course } from './set-course.ts'
import { isToBeSought } from './sought-car.ts'

/**
 * What was learnt of a car so short a time ago is enough to act on: in five minutes no car leaves its plug at home, drives and is plugged in
 * to direct current, and its state of charge moves by no more than plans bear.
 */
const FRESH_MINUTES = 5
/**
 * Reads of a day (UTC) that may be spent before a car's own look, of {@link READS_PER_DAY}: however often a driver presses, the rest is left
 * for looks at their normal pace, about 100 a day.
 */
export const EARLY_READS_PER_DAY = 12

type Stored = Pick<Known, 'state' | 'test' | 'evacuating' | 'override'>

/**
 * Whether a car is due although its own look is still to come: because its driver pressed something, or prices
 * came. Neither says anything new of the car itself.
 */
export function isBeforeOwnLook({ state, test, evacuating }: Stored, now: Date): boolean {
  if (state?.charge == null || state.lookAt === undefined || now >= state.lookAt) return false
  // It told something that cannot be made out, and was not asked since.
  if (state.doubtedAt !== undefined && state.doubtedAt > state.checkedAt) return false
  return test === null && evacuating !== true
}

/** Whether what is known is enough to plan by before the car's own look: a car that stands changes little meanwhile. */
export function isEnoughToPlan(stored: Stored, now: Date): boolean {
  if (!isBeforeOwnLook(stored, now) || isToBeSought(stored, now)) return false
  return !isDrawing(stored.state?.charge?.status ?? 'unknown') || isEnoughToAct(stored, now)
}

/** Whether what is known is enough to send a command by, before the car's own look. */
export function isEnoughToAct(stored: Stored, now: Date): boolean {
  const { state } = stored
  if (isToBeSought(stored, now)) return false
  return (
    isBeforeOwnLook(stored, now) && state !== undefined && now < addMinutes(state.checkedAt, FRESH_MINUTES)
  )
}

/**
 * A course that was taken from what is stored alone: the car is looked at when it would have been, or sooner if what is wanted of it ends.
 *
 * @returns `null` if something is to be sent, or begun: that takes a call, and a share of the carmaker's rate
 */
export function withOwnLook(course: Course): Course | null {
  const { decision, begunTest, state } = course
  if (decision.command !== null || begunTest !== null || decision.nextDue === null) return null
  const nextDue = earliest(decision.nextDue, state?.lookAt ?? decision.nextDue)
  return { ...course, decision: { ...decision, nextDue } }
}
