import type { Clock } from '../base/clock.ts'
import type { Hints, RateLimit } from './hints.ts'

/** So long a count of processes holds; as long as a worker may stay unheard while it works. */
const COUNT_SECONDS = 10

/**
 * Processes that cannot count together: each keeps to its share of every rate. What they take together is never more than is
 * allowed, but for the seconds in which one more has begun and is not counted yet.
 *
 * @param processes how many there are, this one too; a count below 1, or none, is taken as 1
 */
export function sharingRates(
  hints: Hints,
  { processes, processClock }: { readonly processes: () => Promise<number>; readonly processClock: Clock },
): Hints {
  let known: { readonly count: number; readonly until: number } | undefined
  const countNow = async (): Promise<number> => {
    const now = processClock.now().getTime()
    if (known === undefined || now >= known.until) {
      // Who does not know keeps to what was known before; a hint never fails.
      const count = await processes().catch(() => known?.count ?? 1)
      known = { count: Math.max(1, count), until: now + COUNT_SECONDS * 1_000 }
    }
    return known.count
  }
  return {
    ...hints,
    takeToken: async (bucket, limit) => hints.takeToken(bucket, shareOf(limit, await countNow())),
  }
}

/** What one of so many processes may take; one at once at least. */
export function shareOf({ perSecond, burst }: RateLimit, processes: number): RateLimit {
  return { perSecond: perSecond / processes, burst: Math.max(1, burst / processes) }
}
