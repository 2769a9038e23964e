import { seededRandomness } from '../base/random.ts'

/** What a night is drawn with; the same seed throws the same. */
export interface Dice {
  /** True so often, 0 to 1. */
  readonly chance: (share: number) => boolean
  /** In [from, to). */
  readonly between: (from: number, to: number) => number
  /** A whole number, both ends included. */
  readonly whole: (from: number, to: number) => number
  readonly pick: <T>(from: readonly [T, ...T[]]) => T
}

export function createDice(seed: string): Dice {
  const randomness = seededRandomness(seed)
  const fraction = (): number => randomness.fraction()
  const between = (from: number, to: number): number => from + fraction() * (to - from)
  const whole = (from: number, to: number): number => Math.floor(between(from, to + 1))
  return {
    between,
    whole,
    chance: (share) => fraction() < share,
    pick: (from) => from[whole(0, from.length - 1)] ?? from[0],
  }
}
