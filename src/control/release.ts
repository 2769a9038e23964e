import { addMinutes } from 'date-fns'
import type { Facts, Want } from './facts.ts'
import { isHeldBack } from './held-back.ts'
import { fulfils, IDLE_POLL_MINUTES, sendFor, type Step } from './next-step.ts'

/** Gives a car back: it is started if it stands because of us, and left alone otherwise. Budgets do not count here. */
export function releaseStep(facts: Facts, want: Want, epoch: number): Step {
  return want.cause === 'withdrawal' ? lastRelease(facts, epoch) : giveBack(facts, epoch)
}

/** During a withdrawal nothing is read any more, so it goes by what was known before, and there is one try only. */
function lastRelease(facts: Facts, epoch: number): Step {
  const sent = facts.commands.some((command) => command.epoch === epoch && command.kind === 'start')
  if (sent || !isHeldBack(facts)) return leftAlone(facts)
  return {
    command: { kind: 'start', purpose: 'release', attempt: 1 },
    nextDue: facts.now,
    failed: false,
  }
}

/** With live consent it is made sure of: a sleeping car is woken first, and a start that did nothing tried again. */
function giveBack(facts: Facts, epoch: number): Step {
  const { state, commands } = facts
  const starts = commands.filter((command) => command.epoch === epoch && command.kind === 'start')
  const before = commands.filter((command) => !starts.includes(command))
  const given =
    starts.some(({ confirmedAt }) => confirmedAt !== null) || !isHeldBack({ state, commands: before })
  if (given || fulfils('CHARGE', state?.charge?.status ?? 'unknown')) return leftAlone(facts)
  return sendFor(facts, 'CHARGE', epoch)
}

function leftAlone({ now }: Facts): Step {
  return { command: null, nextDue: addMinutes(now, IDLE_POLL_MINUTES), failed: false }
}
