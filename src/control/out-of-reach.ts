import { latest } from '../base/interval.ts'
import type { Facts, Want } from './facts.ts'
import type { Step } from './next-step.ts'
import type { Reason } from './reasons.ts'

/** Why the carmaker is not to be called about this car now; `undefined` if it may be. */
export function outOfReach({
  now,
  quietUntil,
  carmakerDownSince,
  queuedSince = null,
}: Facts): Reason | undefined {
  if (carmakerDownSince !== null) return { code: 'carmaker_down', since: carmakerDownSince }
  if (quietUntil !== null && now < quietUntil) return { code: 'rate_limited', retryAt: quietUntil }
  return queuedSince === null ? undefined : { code: 'waiting_for_turn', since: queuedSince }
}

/** A step without a call that is not to be made now. Giving a car back as consent ends does not wait: it has a minute. */
export function withinReach(step: Step, facts: Facts, { cause }: Want): Step {
  if (step.command === null || cause === 'withdrawal' || outOfReach(facts) === undefined) return step
  return { ...step, command: null, nextDue: latest(step.nextDue, facts.quietUntil ?? step.nextDue) }
}
