import process from 'node:process'
import type { BusinessEvents } from '../../src/observability/business-events.ts'

/** Longer than a command may wait for being sent, ms. */
export const FROZEN_MS = 12_000

/** Freezes the process, once, between writing a command down and sending it. */
export function freezingEvents(events: BusinessEvents, how: 'stopped' | 'busy' | null): BusinessEvents {
  if (how === null) return events
  let isFrozen = false
  return {
    ...events,
    commandSent: (facts) => {
      events.commandSent(facts)
      if (isFrozen) return
      isFrozen = true
      if (how === 'stopped') process.kill(process.pid, 'SIGSTOP')
      else block()
    },
  }
}

function block(): void {
  const end = performance.now() + FROZEN_MS
  while (performance.now() < end);
}
