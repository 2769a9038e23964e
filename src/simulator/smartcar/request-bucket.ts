import type { Fleet } from '../fleet.ts'
import type { World } from '../world.ts'

const BURST = 120
const PER_MINUTE = 2

/** What Smartcar allows an application: 120 requests at once, 2 a minute after that, by world time. */
interface RequestBucket {
  /** @returns false if it is empty */
  take(now: Date): boolean
}

/** There is a new fleet whenever the world begins anew, and with it a full bucket. */
const BUCKETS = new WeakMap<Fleet, RequestBucket>()

/** The application's allowance in this world. */
export function bucketOf({ state }: Pick<World, 'state'>): RequestBucket {
  const bucket = BUCKETS.get(state.fleet) ?? createRequestBucket()
  BUCKETS.set(state.fleet, bucket)
  return bucket
}

function createRequestBucket(): RequestBucket {
  let left = BURST
  let at: number | undefined
  return {
    take(now) {
      const passed = now.getTime() - (at ?? now.getTime())
      left = Math.min(BURST, left + (Math.max(0, passed) / 60_000) * PER_MINUTE)
      at = now.getTime()
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
