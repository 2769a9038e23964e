import { seededRandomness, type Randomness } from '../base/random.ts'

export interface Coordinate {
  readonly latitude: number
  readonly longitude: number
}

/** Where every position in every answer comes from, so that a scan knows exactly what to look for. */
export interface CoordinatePool {
  readonly pairs: readonly Coordinate[]
  /** Pairs handed out so far. Whoever takes one sends it. */
  sent(): number
  take(): Coordinate
  /** One pair as prose, e.g. `(63.421234 N, 10.395678 E)`. */
  takeText(): string
  /** Sets the count, and with it which pair comes next. */
  rewind(sent: number): void
}

const PAIRS = 64

/**
 * 64 pairs in and around Norway with six unpredictable decimals, the last never 0. No two values agree to two decimals,
 * truncated or rounded, so even a coarsened trace points at one pair.
 */
export function createCoordinatePool(seed: string): CoordinatePool {
  const randomness = seededRandomness(`${seed}:coordinates`)
  const taken = new Set<number>()
  const pairs = Array.from({ length: PAIRS }, () => ({
    latitude: distinctive(randomness, 58, 71, taken),
    longitude: distinctive(randomness, 5, 31, taken),
  }))
  let sent = 0
  const take = (): Coordinate => {
    const pair = pairs[sent % PAIRS]
    if (pair === undefined) throw new Error('The pool of coordinates is empty')
    sent += 1
    return pair
  }
  return {
    pairs,
    sent: () => sent,
    take,
    takeText: () => {
      const { latitude, longitude } = take()
      return `(${latitude.toFixed(6)} N, ${longitude.toFixed(6)} E)`
    },
    rewind: (count) => {
      sent = count
    },
  }
}

function distinctive(randomness: Randomness, from: number, to: number, taken: Set<number>): number {
  for (;;) {
    const value = Math.round((from + randomness.fraction() * (to - from)) * 1e6) / 1e6
    const coarse = [Math.floor(value * 100), Math.round(value * 100)]
    if (value >= to || !isUnpredictable(value) || coarse.some((key) => taken.has(key))) continue
    for (const key of coarse) taken.add(key)
    return value
  }
}

/** Six decimals, at least four of them different digits: nothing that turns up by chance. */
function isUnpredictable(value: number): boolean {
  const decimals = value.toFixed(6).slice(-6)
  return !decimals.endsWith('0') && new Set(decimals).size >= 4
}
