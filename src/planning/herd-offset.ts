import { createHmac } from 'node:crypto'

/**
 * By how much a car keeps away from the others at instants that all of them share. Prices change for everybody at once, so
 * without it every car of a bidding zone would begin, and end, in the same second.
 */
export interface Herd {
  /** Belongs to one vehicle; the same for good, so that neither a restart nor a retry draws anew. */
  readonly seed: string
  /** Offsets lie in [0, mostSeconds); 0: there are none. At most {@link MOST_HERD_SECONDS}. */
  readonly mostSeconds: number
}

/** UK S.I. 2021/1467 reg. 11: up to 600 s by default, and up to 1,800 s where it is asked for. */
export const MOST_HERD_SECONDS = 1_800
/** Six bytes: a remainder of so large a number favours no offset by more than 1 in 10^11. */
const BYTES = 6

/** Whole seconds in [0, mostSeconds), even over vehicles and instants (HMAC-SHA-256). The same every time. */
export function herdOffset({ seed, mostSeconds }: Herd, instant: Date): number {
  if (mostSeconds <= 0) return 0
  const digest = createHmac('sha256', seed).update(instant.toISOString()).digest()
  return digest.readUIntBE(0, BYTES) % Math.min(mostSeconds, MOST_HERD_SECONDS)
}
