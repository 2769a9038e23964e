const BURST = 120
const PER_MINUTE = 2

/** What Smartcar allows an application: 120 requests at once, 2 a minute after that, by world time. */
export interface RequestBucket {
  /** @returns false if it is empty */
  take(now: Date): boolean
}

export function createRequestBucket(): RequestBucket {
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
