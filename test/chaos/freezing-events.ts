import process from 'node:process'
import type { BusinessEvents } from '../../src/observability/business-events.ts'

/** Longer than a command may wait for being sent, ms. */
export const FROZEN_MS = 12_000

export interface Freeze {
  readonly how: 'stopped' | 'busy' | null
  /** Told right before. */
  readonly begins: () => void
}

/** Freezes the process, once, between writing a command down and sending it. */
export function freezingEvents(events: BusinessEvents, { how, begins }: Freeze): BusinessEvents {
  if (how === null) return events
  let isFrozen = false
  return {
    ...events,
    commandSent: (facts) => {
      events.commandSent(facts)
      if (isFrozen) return
      isFrozen = true
      begins()
      if (how === 'stopped') process.kill(process.pid, 'SIGSTOP')
      else block()
    },
  }
}

function block(): void {
  const end = performance.now() + FROZEN_MS
  while (performance.now() < end);
}
