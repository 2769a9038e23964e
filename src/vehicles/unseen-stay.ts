import { addMinutes } from 'date-fns'
import type { ChargeState } from '../carmakers/charge-state.ts'
import type { Reading } from '../carmakers/port.ts'

/** What of a car's state decides it. */
interface Seen {
  readonly checkedAt: Date
  readonly pushedAt: Date | null
  readonly charge: Pick<ChargeState, 'status'> | null
  readonly doubtedAt?: Date | undefined
}

/** A car that is asked more often than this is met awake if it has come: none comes, stops and falls asleep sooner. Minutes. */
const UNHEARD_MINUTES = 30

/**
 * What is in doubt after an answer without a report. A sleeping car does not tell that it is plugged in: one that was not at the plug,
 * and could not be asked for half an hour, may have come meanwhile, stopped charging by itself and fallen asleep. A car that streams
 * tells it by itself.
 */
export function doubtAfter(
  previous: Seen | undefined,
  { kind }: Reading,
  now: Date,
): Pick<Seen, 'doubtedAt'> {
  const doubtedAt = previous?.doubtedAt
  if (doubtedAt !== undefined) return { doubtedAt }
  if (kind !== 'asleep' || previous?.charge?.status !== 'disconnected') return {}
  const { pushedAt, checkedAt } = previous
  const wasAsked = pushedAt === null || pushedAt <= checkedAt
  return wasAsked && now > addMinutes(checkedAt, UNHEARD_MINUTES) ? { doubtedAt: now } : {}
}

/** Of a car that only tells when it is asked, a report from before the doubt says nothing of it. */
export function endsDoubt(
  { doubtedAt, pushedAt }: Pick<Seen, 'doubtedAt' | 'pushedAt'>,
  reading: Reading,
): boolean {
  if (reading.kind !== 'state' || doubtedAt === undefined) return false
  const { observedAt } = reading.state
  return pushedAt !== null || observedAt === null || observedAt > doubtedAt
}
