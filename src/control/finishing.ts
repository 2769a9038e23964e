import { isDrawing, type ChargeState } from '../carmakers/charge-state.ts'

/** Left to what is charged to at the end of a plan: charged on at once, since a new start for it would cost more than it saves. */
export const FINISHING_POINTS = 3

/** Whether a car that draws lacks so little that it goes on, though the blocks of its plan are over. */
export function isFinishing(charge: ChargeState | null | undefined, goalPercent: number): boolean {
  if (charge == null || !isDrawing(charge.status) || charge.socPercent === null) return false
  return goalPercent - charge.socPercent <= FINISHING_POINTS
}
