import type { Config } from '../config/config.ts'

/**
 * Passes that one process keeps running, by engine. On a server half a second of a carmaker's answers at 30 passes a second; more would only
 * queue for the processor. The embedded database has one session, so that what runs side by side is the waiting for carmakers alone.
 */
export const PASSES_AT_ONCE: Readonly<Record<Config['database']['kind'], number>> = {
  postgres: 16,
  embedded: 64,
}
