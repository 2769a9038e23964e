import { addSeconds } from 'date-fns'
import { earliest } from '../base/interval.ts'
import type { Facts, Want } from './facts.ts'
import { isHeldBack } from './held-back.ts'
import { pollNear } from './look-phase.ts'
import { fulfils, IDLE_POLL_MINUTES, sendFor, type Step } from './next-step.ts'
import { wasSent } from './was-sent.ts'

/** Between the tries to give a car back that nobody heard. */
const EVACUATION_PAUSE_MINUTES = 5
/** A withdrawal is over in a minute; access is revoked then. */
const RELEASE_SECONDS = 60

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

/** The end of the minute in which a release that never left is tried again; `null` if nothing is being withdrawn. */
export function releaseUntilOf({ withdrawingAt }: { readonly withdrawingAt: Date | null }): Date | null {
  return withdrawingAt === null ? null : addSeconds(withdrawingAt, RELEASE_SECONDS)
}

/**
 * During a withdrawal nothing is read any more, so it goes by what was known before. One release leaves only, and none where access
 * is refused or safety forbids any command; one that was stopped before it left, for want of a token or of our own share of the rate, is
 * tried again.
 */
function lastRelease(facts: Facts, epoch: number): Step {
  const { state, commands } = facts
  const tries = commands.filter((command) => command.epoch === epoch && command.kind === 'start')
  const obeyed = commands.filter(({ outcome }) => outcome !== 'refused')
  const isOver = tries.some(wasSent) || facts.accessRefused === true || isNeverCommanded(facts)
  if (isOver || !isHeldBack({ state, commands: obeyed })) return leftAlone(facts)
  const command = { kind: 'start', purpose: 'release', attempt: tries.length + 1 } as const
  const send: Step = { command, nextDue: facts.now, failed: false }
  return tries.length === 0 ? send : (waitForRelease(facts) ?? send)
}

/** Known to be elsewhere, or on direct current: consent goes before safety, but not past it. */
function isNeverCommanded({ atHome, state }: Facts): boolean {
  return atHome === false || state?.charge?.fastCharging === true
}

/** Between two tries; `null` if the next is due. */
function waitForRelease(facts: Facts): Step | null {
  const { now, quietUntil } = facts
  const until = facts.releaseUntil ?? now
  if (now >= until) return leftAlone(facts)
  if (quietUntil === null || now >= quietUntil) return null
  return { command: null, nextDue: earliest(quietUntil, until), failed: false, isReleasePending: true }
}

/** With live consent it is made sure of: a sleeping car is woken first, and a start that did nothing tried again. */
function giveBack(facts: Facts, epoch: number): Step {
  const isOver = isGivenBack(facts, epoch) || isSeenToCharge(facts)
  return isOver ? leftAlone(facts) : sendFor(facts, 'CHARGE', epoch)
}

/** Whether nothing is left to give back: the car did not stand because of us, or was seen to start for the release of this epoch. */
export function isGivenBack({ state, commands }: Pick<Facts, 'state' | 'commands'>, epoch: number): boolean {
  const starts = commands.filter((command) => command.epoch === epoch && command.kind === 'start')
  const before = commands.filter((command) => !starts.includes(command))
  return starts.some(({ confirmedAt }) => confirmedAt !== null) || !isHeldBack({ state, commands: before })
}

/** What was seen before the last stop tells nothing: a car is started before it is looked at where there is no time to look. */
function isSeenToCharge({ state, commands }: Facts): boolean {
  const charge = state?.charge
  const stop = commands.find(({ kind }) => kind === 'stop')
  if (charge == null || !fulfils('CHARGE', charge.status)) return false
  return stop === undefined || charge.observedAt > stop.sentAt
}

function leftAlone(facts: Pick<Facts, 'now' | 'lookPhase'>): Step {
  return { command: null, nextDue: pollNear(facts, IDLE_POLL_MINUTES), failed: false }
}
