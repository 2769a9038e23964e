import type { Clock } from '../../base/clock.ts'

/** How many requests a source lets one client make. */
export interface RequestBudget {
  /**
   * Takes one request out of the budget.
   *
   * @returns 0 if it may be made now, otherwise the seconds until the next one may; nothing is taken then
   */
  take(): number
}

const SECONDS_PER_MINUTE = 60
/** This share of the budget may be used at once; the rest comes back over the minute. */
const BURST_SHARE = 0.25

/**
 * Keeps within `perMinute` requests in any 60 seconds, wherever they begin: a quarter of them at once, and the rest as the
 * minute passes, so that what is saved up and what comes back together never exceed the limit.
 *
 * @param clock process time: the limit is a promise to somebody else's server
 */
export function createRequestBudget(clock: Clock, perMinute: number): RequestBudget {
  const burst = Math.max(1, Math.floor(perMinute * BURST_SHARE))
  const perSecond = Math.max(1, perMinute - burst) / SECONDS_PER_MINUTE
  let tokens = burst
  let at = clock.now().getTime()
  return {
    take() {
      const now = clock.now().getTime()
      tokens = Math.min(burst, tokens + (Math.max(0, now - at) / 1000) * perSecond)
      at = now
      if (tokens < 1) return Math.ceil((1 - tokens) / perSecond)
      tokens -= 1
      return 0
    },
  }
}
