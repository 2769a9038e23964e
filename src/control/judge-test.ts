import { addMinutes } from 'date-fns'
import { isDrawing, isPluggedIn } from '../carmakers/charge-state.ts'
import { TEST_CAUSES, type TestCause } from '../events/test-causes.ts'
import type { TestResult } from '../vehicles/test-charge.ts'
import type { Command, Facts } from './facts.ts'
import { wasSent } from './was-sent.ts'

/** A test charge takes two or three minutes; one that has not ended by then has failed. */
export const TEST_MINUTES = 10
/** Nearer to latest start than this a car is not stopped for a test. */
const SLACK_MINUTES = 60
const REFUSED_TIMES = 3

/** Where a test charge stands: what comes next, or how it ended. */
export type TestStep =
  | { readonly kind: 'next'; readonly desired: 'CHARGE' | 'HOLD' }
  | { readonly kind: 'over'; readonly result: TestResult }

/**
 * Where the running test charge stands; `null` if none runs. A charging car is stopped and started, a standing one started and
 * stopped, so that it ends as it was. Each half is proven by an observation newer than its command. Pure.
 */
export function judgeTest(facts: Facts, confirmed: readonly string[]): TestStep | null {
  const { test, now } = facts
  if (test === null) return null
  const sent = facts.commands.filter(({ sentAt }) => sentAt >= test.askedAt)
  const proven = (kind: Command['kind']): boolean =>
    sent.some((one) => one.kind === kind && (one.confirmedAt !== null || confirmed.includes(one.id)))
  const [stopWorks, startWorks] = [proven('stop'), proven('start')]
  const over = (cause: TestCause | null): TestStep => ({
    kind: 'over',
    result: { ...worked(facts, sent, { stopWorks, startWorks }), cause },
  })
  if (stopWorks && startWorks) return over(null)
  const obstacle = obstacleOf(facts) ?? refusedBy(sent)
  if (obstacle !== null) return over(obstacle)
  if (now >= addMinutes(test.askedAt, TEST_MINUTES)) return over(sent.length > 0 ? 'no_effect' : 'no_answer')
  return { kind: 'next', desired: nextOf(facts, { stopWorks, startWorks }) }
}

interface Proven {
  readonly stopWorks: boolean
  readonly startWorks: boolean
}

function nextOf({ state }: Facts, { stopWorks, startWorks }: Proven): 'CHARGE' | 'HOLD' {
  if (stopWorks) return 'CHARGE'
  if (startWorks) return 'HOLD'
  return isDrawing(state?.charge?.status ?? 'unknown') ? 'HOLD' : 'CHARGE'
}

/** What was tried and not proven did not work; what was not tried is not known. */
function worked(
  { state, test }: Facts,
  sent: readonly Command[],
  { stopWorks, startWorks }: Proven,
): Omit<TestResult, 'cause'> {
  const tried = (kind: Command['kind']): boolean => sent.some((one) => one.kind === kind)
  const readAt = state?.charge?.observedAt
  return {
    readWorks: readAt !== undefined && test !== null && readAt >= test.askedAt,
    stopWorks: stopWorks || (tried('stop') ? false : null),
    startWorks: startWorks || (tried('start') ? false : null),
  }
}

/** What forbids to touch the car, by the rules that hold for every command. */
function obstacleOf(facts: Facts): TestCause | null {
  if (facts.controllable === 'needs_pairing') return 'needs_pairing'
  if (facts.controllable === 'no') return 'not_controllable'
  return obstacleAtPlug(facts) ?? obstacleInTime(facts)
}

function obstacleAtPlug({ state, atHome }: Facts): TestCause | null {
  const charge = state?.charge
  if (charge == null) return 'no_report'
  if (!isPluggedIn(charge.status)) return 'not_plugged_in'
  if (charge.fastCharging) return 'fast_charging'
  if (atHome === false) return 'away'
  const limit = charge.limitPercent ?? 100
  return charge.status === 'complete' || (charge.socPercent ?? 0) >= limit ? 'full' : null
}

function obstacleInTime({ latestStart, now, override, test }: Facts): TestCause | null {
  // Pressed while it runs: the driver waits for the car, and no more for the test.
  if (override?.kind === 'charge-now' && test !== null && override.since > test.askedAt) return 'charge_now'
  return latestStart !== null && now >= addMinutes(latestStart, -SLACK_MINUTES) ? 'no_time' : null
}

function refusedBy(sent: readonly Command[]): TestCause | null {
  const refused = sent.filter((one) => one.outcome === 'refused' && wasSent(one))
  if (refused.length < REFUSED_TIMES) return null
  return TEST_CAUSES.find((one) => one === refused[0]?.refusal) ?? 'other'
}
