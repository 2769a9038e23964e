import { addMinutes } from 'date-fns'
import { earliest } from '../base/interval.ts'
import { isDrawing } from '../carmakers/charge-state.ts'
import type { Command, Facts, IntentCause, Want } from './facts.ts'
import { isOpen } from './next-step.ts'

/** The shortest that a car charges, or stands, between two commands that only prices ask for. */
export const SHORTEST_MINUTES = 10

/** Wants of our own making; what a driver, a fuse or a test asks for waits for nothing. */
const OWN: readonly IntentCause[] = ['price', 'ready-by', 'minimum']

/**
 * Until when a car is left as our last command made it, though by price the other is wanted now; `null`: it need not be. Prices
 * that change every minute then cost a car no wear, and no budget. Never past latest start.
 */
export function dwellsUntil(facts: Facts, desired: Want['desired']): Date | null {
  const { now, latestStart } = facts
  const last = sentForOwnWant(facts, desired === 'HOLD' ? 'start' : 'stop')
  if (last === null || (desired === 'HOLD' && !drawsOrIsAboutTo(facts, last))) return null
  const end = addMinutes(last.sentAt, SHORTEST_MINUTES)
  const until = desired === 'HOLD' ? end : earliest(end, latestStart ?? end)
  return now < until ? until : null
}

/** What the car was last told, if it was that and what was wanted of it was ours to want. */
function sentForOwnWant({ commands, previous }: Facts, wantedKind: Command['kind']): Command | null {
  const last = commands.find(({ kind, outcome }) => kind !== 'wake' && outcome !== 'refused')
  if (last?.kind !== wantedKind || previous === null || !OWN.includes(previous.cause)) return null
  return last
}

/** A start that has not shown yet may be at work already: reports come late. */
function drawsOrIsAboutTo(facts: Facts, start: Command): boolean {
  return isDrawing(facts.state?.charge?.status ?? 'unknown') || mayStillShow(start, facts)
}

/** Whether our last stop has not shown yet. */
export function mayBeStopping(facts: Facts): boolean {
  const stop = sentForOwnWant(facts, 'stop')
  return stop !== null && mayStillShow(stop, facts)
}

function mayStillShow(command: Command, facts: Facts): boolean {
  return command.confirmedAt === null && isOpen(command, facts)
}
