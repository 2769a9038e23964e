import { addMinutes, addSeconds } from 'date-fns'
import { isPluggedIn } from '../carmakers/charge-state.ts'
import type { Facts, Want } from './facts.ts'
import { IDLE_POLL_MINUTES, type Step } from './next-step.ts'

const SETTLING_SECONDS = 30

/**
 * Gives a car back: it is started once if it stands because of us, and left alone otherwise. Budgets do not count here.
 * During a withdrawal nothing is read any more, so it goes by what was known before.
 */
export function releaseStep(facts: Facts, want: Want, epoch: number): Step {
  const { now } = facts
  const withdrawal = want.cause === 'withdrawal'
  const sent = facts.commands.some((command) => command.epoch === epoch && command.kind === 'start')
  if (sent || !isHeldBack(facts)) {
    return { command: null, nextDue: addMinutes(now, IDLE_POLL_MINUTES), failed: false }
  }
  return {
    command: { kind: 'start', purpose: withdrawal ? 'release' : 'intent', attempt: 1 },
    nextDue: withdrawal ? now : addSeconds(now, SETTLING_SECONDS),
    failed: false,
  }
}

/** The last thing we told it was to stop. What was last seen may be older than that, so it decides nothing but "unplugged". */
function isHeldBack({ state, commands }: Facts): boolean {
  const last = commands.find(({ kind }) => kind !== 'wake')
  const status = state?.charge?.status ?? 'unknown'
  return last?.kind === 'stop' && last.outcome !== 'refused' && isPluggedIn(status) && status !== 'complete'
}
