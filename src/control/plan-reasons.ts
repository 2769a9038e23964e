import { addMinutes } from 'date-fns'
import type { PlannedBlock } from '../planning/plan-type.ts'
import type { Facts, FollowedPlan } from './facts.ts'
import type { Reason } from './reasons.ts'

/** Why the car charges in a block of its plan. */
export function reasonToCharge(facts: Facts, followed: FollowedPlan, block?: PlannedBlock): Reason {
  const readyBy = followed.promisedReadyBy
  if (block?.reason === 'by-time') return { code: 'charging_without_prices', readyBy }
  if (block?.reason === 'no-time-to-choose') return { code: 'charging_for_ready_by', readyBy }
  if (isForCapacityStep(block)) return { code: 'charging_below_capacity_step', readyBy }
  if (isBest(facts, followed, block)) return { code: 'no_saving' }
  return { code: 'charging_as_planned', readyBy }
}

/** Why the car waits for the `next` block of its plan, which begins at `startsAt`. */
export function reasonToWait({ plan }: FollowedPlan, startsAt: Date, next?: PlannedBlock): Reason {
  if (plan.provisional) return { code: 'waiting_for_prices', startsAt }
  const code = isForCapacityStep(next) ? 'waiting_for_capacity_step' : 'waiting_for_lower_price'
  return { code, startsAt }
}

function isForCapacityStep(block?: PlannedBlock): boolean {
  return block?.binding.includes('capacity-step') ?? false
}

/** A start so soon after plug-in was not put off. */
const AT_ONCE_MINUTES = 15

/** Whether charging was never put off since plug-in and is not going to be: nothing is gained by waiting. */
function isBest({ commands, state }: Facts, { plan }: FollowedPlan, block?: PlannedBlock): boolean {
  const pluggedInAt = state?.pluggedInAt
  if (pluggedInAt == null || block === undefined || block !== plan.blocks.at(-1)) return false
  const soon = addMinutes(pluggedInAt, AT_ONCE_MINUTES)
  return block.start <= soon || commands.every(({ kind, sentAt }) => kind === 'start' && sentAt <= soon)
}
