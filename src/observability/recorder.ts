import type { Log } from './logger.ts'
import type { Metrics } from './metrics.ts'

/** Fields of an event as the log takes them, with the thrown value itself in place of its facts. */
export type WithThrown<T> = Omit<T, 'error'> & { readonly error: unknown }

/** What a business event is recorded with. */
export interface Tools {
  readonly log: Log
  readonly metrics: Metrics
  readonly record: ReturnType<typeof recorder>
}

/** Keeps faults of recording away from what is recorded: a full disk must not stop a car. */
export function recorder(metrics: Metrics) {
  return <F>(write: (facts: F) => void) =>
    (facts: F): void => {
      try {
        write(facts)
      } catch {
        metrics.ownFaults.inc()
      }
    }
}
