import { earliest } from '../base/interval.ts'
import { isDrawing } from '../carmakers/charge-state.ts'
import type { VehicleState } from '../vehicles/vehicle.ts'
import type { Known } from './known.ts'
import type { Course } from './set-course.ts'

/**
 * Whether a car is due for nothing but new prices: its own look is still to come, and what is known of it is all that a plan needs. A car
 * that draws, is in doubt or has not shown what it was last told is asked all the same.
 */
export function isByPricesAlone(
  { state, commands, test, evacuating }: Pick<Known, 'state' | 'commands' | 'test' | 'evacuating'>,
  now: Date,
): boolean {
  if (state?.lookAt === undefined || now >= state.lookAt) return false
  const isUnseen = commands[0]?.confirmedAt === null
  return !isUnseen && test === null && evacuating !== true && isKnownToStand(state)
}

function isKnownToStand({ charge, doubtedAt }: VehicleState): boolean {
  return charge !== null && doubtedAt === undefined && !isDrawing(charge.status)
}

/**
 * A course that was taken from what is stored alone: the car is looked at when it would have been, or sooner if what is wanted of it ends.
 *
 * @returns `null` if something is to be sent, or begun: that takes a look at the car first
 */
export function withOwnLook(course: Course): Course | null {
  const { decision, begunTest, state } = course
  if (decision.command !== null || begunTest !== null || decision.nextDue === null) return null
  const nextDue = earliest(decision.nextDue, state?.lookAt ?? decision.nextDue)
  return { ...course, decision: { ...decision, nextDue } }
}
