/** Kolmogorov and Smirnov's distance between values and an even spread over [0, below). */
export function farthestFromUniform(values: readonly number[], below: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  // Whole seconds stand for the second that follows them: the middle of it is taken.
  return Math.max(
    ...sorted.map((value, index) => {
      const expected = (value + 0.5) / below
      return Math.max((index + 1) / sorted.length - expected, expected - index / sorted.length) - 0.5 / below
    }),
  )
}

/** A distance above this has a probability below 0.01 if the values are even (asymptotic; Smirnov 1948). */
export function farthestAllowed(count: number): number {
  return 1.6276 / Math.sqrt(count)
}

export function mostInOneSecond(seconds: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const second of seconds) counts.set(Math.floor(second), (counts.get(Math.floor(second)) ?? 0) + 1)
  return Math.max(...counts.values())
}
