import { addMinutes } from 'date-fns'
import { isDrawing } from '../carmakers/charge-state.ts'
import { SHORTEST_MINUTES } from './dwell.ts'
import type { Command } from './facts.ts'
import type { Known } from './known.ts'

/** Told to stop so shortly before it was told to start, a car has given its turn away and taken it back; minutes. */
const TAKEN_BACK_MINUTES = 30

/**
 * Until when a car that was stopped and has been started again keeps what it shares, whoever else's turn it is by then; `null`: it does
 * not, or no more. The first time it gives way at once; so two cars of a fuse cannot give way to each other over and over, whatever each
 * is taken for. It keeps nothing from one that draws: the fuse comes first.
 */
export function keepsTurnUntil(known: Pick<Known, 'commands' | 'state'>, now: Date): Date | null {
  const start = known.commands.find(({ kind }) => kind !== 'wake')
  const stop = known.commands.find(({ kind }) => kind === 'stop')
  if (start?.kind !== 'start' || start.outcome === 'refused' || stop === undefined) return null
  if (stop.sentAt < addMinutes(start.sentAt, -TAKEN_BACK_MINUTES) || isSeenToStand(known, start)) return null
  const until = addMinutes(start.sentAt, SHORTEST_MINUTES)
  return now < until ? until : null
}

function isSeenToStand({ state }: Pick<Known, 'state'>, { sentAt }: Command): boolean {
  const charge = state?.charge
  return charge != null && charge.observedAt > sentAt && !isDrawing(charge.status)
}
