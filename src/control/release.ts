import { addMinutes, addSeconds } from 'date-fns'
import type { Facts, Want } from './facts.ts'
import { isHeldBack } from './held-back.ts'
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
