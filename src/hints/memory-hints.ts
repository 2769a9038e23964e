import type { Clock } from '../base/clock.ts'
import type { Hints, RateLimit } from './hints.ts'
import { createListeners } from './listeners.ts'

/** Buckets kept at most; the one least lately used is then forgotten, which refills it. */
const MOST_BUCKETS = 10_000

interface Bucket {
  readonly tokens: number
  readonly at: number
}

/** Hints within one process. The clock is process time: rates are promises to other people's servers. */
export function createMemoryHints(clock: Clock): Hints {
  const buckets = new Map<string, Bucket>()
  const listeners = createListeners()
  return {
    takeToken(name, limit) {
      const filled = refill(buckets.get(name), limit, clock.now().getTime())
      const granted = filled.tokens >= 1
      buckets.delete(name)
      buckets.set(name, granted ? { ...filled, tokens: filled.tokens - 1 } : filled)
      forgetOldest(buckets)
      return Promise.resolve(granted)
    },
    wake(topic) {
      listeners.call(topic)
      return Promise.resolve()
    },
    onWake: (topic, listener) => listeners.add(topic, listener),
    close() {
      listeners.clear()
      return Promise.resolve()
    },
  }
}

function refill(bucket: Bucket | undefined, limit: RateLimit, now: number): Bucket {
  if (bucket === undefined) return { tokens: limit.burst, at: now }
  const gained = (Math.max(0, now - bucket.at) / 1_000) * limit.perSecond
  return { tokens: Math.min(limit.burst, bucket.tokens + gained), at: now }
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  for (const name of buckets.keys()) {
    if (buckets.size <= MOST_BUCKETS) return
    buckets.delete(name)
  }
}
