import { addHours } from 'date-fns'
import type { Facts } from './facts.ts'
import { lastHeard, SILENCE_HOURS, isStreaming } from './worth-reading.ts'

/** A car that is asked is asked at least every half hour, so after this long more than one question went unanswered. */
const SILENT_HOURS = 1

/**
 * Since when nothing new is known of a plugged-in car although it was asked, or although its carmaker answers that it cannot
 * be reached; `null` while what is known is as new as can be. A car that sleeps has nothing new to tell.
 */
export function silentSince({ state, now }: Pick<Facts, 'state' | 'now'>): Date | null {
  if (state?.charge == null) return null
  const since = state.reach === 'offline' ? state.charge.observedAt : lastHeard(state)
  const quietHours = isStreaming(state, now) ? SILENCE_HOURS + SILENT_HOURS : SILENT_HOURS
  return now >= addHours(since, quietHours) ? since : null
}
