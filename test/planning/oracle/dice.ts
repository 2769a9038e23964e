/** Reproducible randomness: the same seed throws the same numbers on every machine. */
export interface Dice {
  /** Rounded to some decimals, three if not told. */
  readonly between: (least: number, most: number, decimals?: number) => number
  /** Both ends included. */
  readonly whole: (least: number, most: number) => number
  readonly chance: (share: number) => boolean
  readonly pick: <T>(first: T, ...others: readonly T[]) => T
}

export function diceOf(seed: string): Dice {
  const next = mulberry32(hash(seed))
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    between: (least, most, decimals = 3) => Number((least + next() * (most - least)).toFixed(decimals)),
    whole,
    chance: (share) => next() < share,
    pick: (first, ...others) => others[whole(-1, others.length - 1)] ?? first,
  }
}

/** Mulberry32 by Tommy Ettinger, in the public domain. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** FNV-1a over the characters. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return value >>> 0
}
