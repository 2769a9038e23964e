import type { CommandOutcome } from '../outcome.ts'
import type { Reason } from './wire.ts'

/** What a car's own word means. Idempotent: wanted already is done. */
export function outcomeFromReason(reason: Reason): CommandOutcome {
  switch (reason) {
    case 'is_charging':
    case 'requested':
    case 'not_charging':
    case 'complete':
    case 'already_set':
      return { kind: 'done', alreadySo: true }
    case 'disconnected':
    case 'no_power':
    case 'other':
      return { kind: 'refused', because: reason }
  }
}
