import type { Facts, IntentCause } from './facts.ts'
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
  if (want === null || OWN_STORY.includes(want.cause)) return reason
  const obstacle =
    whyNotSent(facts, step) ?? whyNoPower(facts, want.desired, step) ?? whySilent(facts, reason)
  return obstacle ?? (step.isStarting === true ? untilItCharges(reason) : reason)
}

/** Reasons of a car that charges: true of one that was told to only once it is seen to. */
const OF_CHARGING: readonly ReasonCode[] = [
  'charging_as_planned',
  'charging_below_capacity_step',
  'charging_without_prices',
  'charging_for_ready_by',
  'charging_min_soc',
  'charging_boost',
  'no_saving',
]

function untilItCharges(reason: Reason): Reason {
  return OF_CHARGING.includes(reason.code) ? { code: 'starting' } : reason
}

/** A test that finds out that the car does not obey goes as a test goes. A withdrawal tries once and is over. */
const OWN_STORY: readonly IntentCause[] = ['withdrawal', 'test-charge']

function whyNotSent(facts: Facts, step: Step): Reason | undefined {
  const { command, isWaking = false, retryAt = step.nextDue } = step
  if (command !== null) return outOfReach(facts) ?? (command.kind === 'wake' ? { code: 'waking' } : undefined)
  if (!step.failed) return isWaking ? { code: 'waking' } : undefined
  return { code: whyFailed(facts, step), retryAt }
}

function whyFailed(
  facts: Facts,
  { isOverBudget = false, isByRate = false }: Step,
): 'budget_spent' | 'rate_limited' | 'no_power' | 'command_failed' {
  if (isOverBudget) return 'budget_spent'
  if (isByRate) return 'rate_limited'
  return hasNoPower(facts) ? 'no_power' : 'command_failed'
}

/** As the car shows it, or says when it is told to start. */
function hasNoPower({ state, commands }: Facts): boolean {
  return state?.charge?.status === 'no_power' || commands[0]?.refusal === 'no_power'
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
