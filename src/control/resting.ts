import { addMinutes } from 'date-fns'
import { ORDINARY_RECIPE } from '../carmakers/command-recipe.ts'
import type { Command } from './facts.ts'
import { isHeldBack } from './held-back.ts'
import type { Known } from './known.ts'
import { COMMANDS_PER_DAY, WAKES_PER_DAY } from './next-step.ts'
import { restMinutes } from './tries.ts'

/**
 * Whether a car cannot be started now: the last tries were of no use, and none is made yet; or it sleeps, and is not woken any more today. The
 * reason that is shown of it does not tell: it waits for the others of its site as soon as they charge in its place, and would have them
 * stopped for nothing.
 */
export function isResting(known: Starting, now: Date): boolean {
  return isBeyondWaking(known) || hasFailedToStart(known, now)
}
type Starting = Pick<Known, 'commands' | 'state' | 'spentToday'>

/** One that stands by our stop is woken all the same, once in each pause. */
function isBeyondWaking(known: Starting): boolean {
  return known.state?.reach === 'asleep' && known.spentToday.wakes >= WAKES_PER_DAY && !isHeldBack(known)
}

function hasFailedToStart(known: Starting, now: Date): boolean {
  const { attempts, pauseMinutes } = ORDINARY_RECIPE
  const tries = known.commands.filter(({ kind }) => kind !== 'wake').slice(0, attempts)
  const [last] = tries
  if (last === undefined || tries.length < attempts || isHeldBack(known)) return false
  if (tries.some(({ kind, confirmedAt }) => kind !== 'start' || confirmedAt !== null)) return false
  if (!isKnownToStand(last, known.state)) return false
  return (
    known.spentToday.commands >= COMMANDS_PER_DAY ||
    now < addMinutes(last.sentAt, restMinutes(last, pauseMinutes))
  )
}

/** After a try that may have worked, only a newer report tells that it did not. */
function isKnownToStand({ outcome, sentAt }: Command, state: Known['state']): boolean {
  const seenAt = state?.charge?.observedAt
  return outcome === 'refused' || (seenAt !== undefined && seenAt > sentAt)
}
