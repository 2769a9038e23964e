import type { BusinessEvents } from '../observability/business-events.ts'

/** Exit codes of a process that was told to end: something was left behind, or it was told twice. */
const EXIT_LEFT_BEHIND = 1
const EXIT_HURRIED = 130

/** What of a process is needed to end it. */
interface Endable {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  exit(code: number): void
}

/**
 * Ends in order; a second signal ends at once. The exit is forced at the end, since whatever could not be closed in time would
 * keep the process alive.
 *
 * @param close returns the names of what did not end in time; `undefined` if all did
 */
export function stopWhenTold(
  process: Endable,
  events: Pick<BusinessEvents, 'serviceStopped'>,
  close: () => Promise<readonly string[] | undefined>,
): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) {
        process.exit(EXIT_HURRIED)
        return
      }
      stopping = true
      void close().then((left = []) => {
        events.serviceStopped({
          reason: left.length === 0 ? signal : `${signal}, left behind: ${left.join(', ')}`,
        })
        process.exit(left.length === 0 ? 0 : EXIT_LEFT_BEHIND)
      })
    })
  }
}
