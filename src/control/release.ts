import { addMinutes } from 'date-fns'
import type { Facts, Want } from './facts.ts'
import { isHeldBack } from './held-back.ts'
import { fulfils, IDLE_POLL_MINUTES, sendFor, type Step } from './next-step.ts'

/** Between the tries to give a car back that nobody heard. */
const EVACUATION_PAUSE_MINUTES = 5

/** Gives a car back: it is started if it stands because of us, and left alone otherwise. Budgets do not count here. */
export function releaseStep(facts: Facts, want: Want, epoch: number): Step {
  if (want.cause === 'withdrawal') return lastRelease(facts, epoch)
  return giveBack(want.cause === 'evacuation' ? insistent(facts) : facts, epoch)
}

/** In an evacuation nobody looks after the car later: starts that came to nothing spend no budget, and the pause is short. */
function insistent({ recipe, spentToday, ...facts }: Facts): Facts {
  return {
    ...facts,
    recipe: { ...recipe, pauseMinutes: EVACUATION_PAUSE_MINUTES },
    spentToday: { ...spentToday, commands: 0 },
  }
}

/** During a withdrawal nothing is read any more, so it goes by what was known before, and there is one try only, and none where access is refused. */
function lastRelease(facts: Facts, epoch: number): Step {
  const sent = facts.commands.some((command) => command.epoch === epoch && command.kind === 'start')
  if (sent || !isHeldBack(facts) || facts.accessRefused === true) return leftAlone(facts)
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
