import type { Facts } from './facts.ts'
import type { Step } from './next-step.ts'
import { outOfReach } from './out-of-reach.ts'
import type { Reason, ReasonCode } from './reasons.ts'
import { silentSince } from './silence.ts'
import type { Wanted } from './wanted.ts'

/**
 * The one reason that is shown, the most important first: what keeps a want from being met comes before the want's own
 * reason. Where nothing is wanted of the car there is nothing to keep from it.
 *
 * @param step what serves the want now, as if the carmaker could be called
 */
export function explain({ want, reason }: Wanted, facts: Facts, step: Step): Reason {
  if (want === null || want.cause === 'withdrawal') return reason
  return (
    whyNotSent(facts, step) ?? whyNoPower(facts, want.desired, step) ?? whySilent(facts, reason) ?? reason
  )
}

function whyNotSent(facts: Facts, step: Step): Reason | undefined {
  if (step.command !== null) return outOfReach(facts) ?? wakes(step)
  if (!step.failed) return undefined
  return step.budgetUntil === undefined
    ? { code: 'command_failed', retryAt: step.nextDue }
    : { code: 'budget_spent', retryAt: step.budgetUntil }
}

function wakes({ command }: Step): Reason | undefined {
  return command?.kind === 'wake' ? { code: 'waking' } : undefined
}

function whyNoPower({ state }: Facts, desired: string, { nextDue }: Step): Reason | undefined {
  if (desired !== 'CHARGE') return undefined
  const status = state?.charge?.status
  if (status === 'no_power') return { code: 'no_power', retryAt: nextDue }
  return status === 'fault' ? { code: 'charging_fault' } : undefined
}

/** Reasons that are true of a silent car too, and tell more. */
const BEYOND_SILENCE: readonly ReasonCode[] = ['will_be_late', 'waiting_for_other_car', 'testing', 'paused']

function whySilent(facts: Facts, reason: Reason): Reason | undefined {
  const since = silentSince(facts)
  if (since === null || BEYOND_SILENCE.includes(reason.code)) return undefined
  return outOfReach(facts) ?? { code: 'stale_telemetry', since }
}
