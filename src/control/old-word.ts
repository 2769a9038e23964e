import { addMinutes, addSeconds } from 'date-fns'
import { isDrawing } from '../carmakers/charge-state.ts'
import type { Facts, Want } from './facts.ts'
import { isOverBudget, settlingSeconds, type Step } from './next-step.ts'
import { wasSent } from './was-sent.ts'

/** A car that draws tells every point of its state of charge, which is minutes: a report that stands still for longer may be of before a stop. */
const OLD_MINUTES = 30

/**
 * A start for a car that is to charge, answers, and charges by its last report only: it slept after that, so it stood; or the report
 * stands still for half an hour, and there is no time left to wait for a better one. Once in each pause of the brand's recipe, since it
 * changes nothing if the car does charge. `null`: its word is taken.
 */
export function stepOnOldWord(facts: Facts, want: Want, epoch: number): Step | null {
  if (want.desired !== 'CHARGE' || !isDue(facts, want) || isOverBudget(facts, 'start')) return null
  const tries = facts.commands.filter((command) => command.epoch === epoch && command.kind === 'start')
  return {
    command: { kind: 'start', purpose: 'intent', attempt: tries.length + 1 },
    nextDue: addSeconds(facts.now, settlingSeconds(facts, 'start')),
    failed: false,
  }
}

function isDue(facts: Facts, { cause }: Want): boolean {
  const since = standsOrMaySince(facts, cause)
  if (since === null) return false
  const { now, commands, recipe } = facts
  const told = commands.find(({ kind, sentAt }) => kind === 'start' && sentAt > since)
  return told === undefined || now >= addMinutes(told.sentAt, recipe.pauseMinutes)
}

/** Since when a car that charges by its last report, or was started since, is known to stand, or may; `null`: it is taken at its word. */
function standsOrMaySince(facts: Facts, cause: Want['cause']): Date | null {
  const { state } = facts
  if (state?.charge == null || state.reach !== 'online') return null
  const { observedAt, status } = state.charge
  const isOld = isPressed(facts, cause) && state.checkedAt >= addMinutes(observedAt, OLD_MINUTES)
  if (!isDrawing(status)) return isOld && wasStartedSince(facts, observedAt) ? observedAt : null
  return wokenAt(facts) ?? (isOld ? observedAt : null)
}

/** It was started since it told that it stands: no more is known of what became of that. */
function wasStartedSince({ commands }: Facts, observedAt: Date): boolean {
  const last = commands.find(({ kind, outcome }) => kind !== 'wake' && outcome !== 'refused')
  return last?.kind === 'start' && last.sentAt > observedAt
}

/** When a car was last woken, if it has told nothing new since: by then it slept, and so stood; `null`: it was not. */
export function wokenAt({ state, commands }: Pick<Facts, 'state' | 'commands'>): Date | null {
  const observedAt = state?.charge?.observedAt
  if (observedAt === undefined) return null
  const woken = commands.find((one) => one.kind === 'wake' && wasSent(one) && one.sentAt > observedAt)
  return woken?.sentAt ?? null
}

function isPressed({ now, latestStart }: Facts, cause: Want['cause']): boolean {
  return cause !== 'price' || (latestStart !== null && now >= latestStart)
}
