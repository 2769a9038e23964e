import { addMinutes } from 'date-fns'
import { earliest } from '../base/interval.ts'
import { isDrawing } from '../carmakers/charge-state.ts'
import type { Command, Facts, IntentCause, Want } from './facts.ts'

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
  const sentAt = sentForOwnWant(facts, desired === 'HOLD' ? 'start' : 'stop')
  if (sentAt === null || (desired === 'HOLD' && !draws(facts))) return null
  const end = addMinutes(sentAt, SHORTEST_MINUTES)
  const until = desired === 'HOLD' ? end : earliest(end, latestStart ?? end)
  return now < until ? until : null
}

/** When the car was last told so, if nothing else was said since and what was wanted of it was ours to want. */
function sentForOwnWant({ commands, previous }: Facts, wantedKind: Command['kind']): Date | null {
  const last = commands.find(({ kind, outcome }) => kind !== 'wake' && outcome !== 'refused')
  if (last?.kind !== wantedKind || previous === null || !OWN.includes(previous.cause)) return null
  return last.sentAt
}

function draws({ state }: Facts): boolean {
  return isDrawing(state?.charge?.status ?? 'unknown')
}
