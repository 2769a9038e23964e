/** Runs per instance; its time is their median. */
const REPETITIONS = 15

/** Median time of one call, in µs, over {@link REPETITIONS} calls. */
export function medianMicroseconds(work: () => unknown): number {
  return medianOfPairs(work, () => undefined).first
}

/** The same for two, called in turn: whatever else the machine does at the time hits both. */
export function medianOfPairs(
  first: () => unknown,
  second: () => unknown,
): { readonly first: number; readonly second: number; readonly difference: number } {
  const pairs = Array.from(
    { length: REPETITIONS },
    () => [microseconds(first), microseconds(second)] as const,
  )
  return {
    first: median(pairs.map(([time]) => time)),
    second: median(pairs.map(([, time]) => time)),
    difference: median(pairs.map(([a, b]) => b - a)),
  }
}

function microseconds(work: () => unknown): number {
  const begin = performance.now()
  work()
  return 1e3 * (performance.now() - begin)
}

/** Calls `work` over and over until it is compiled and its types are settled. */
export function warmUp(work: () => unknown, milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end) work()
}

/** Calls of `work` per second, over a stretch of time: collecting garbage is in it. */
export function perSecond(work: () => unknown, milliseconds: number): number {
  const begin = performance.now()
  let calls = 0
  while (performance.now() < begin + milliseconds) {
    work()
    calls++
  }
  return (1e3 * calls) / (performance.now() - begin)
}

/** The value that a share of all does not exceed: nearest rank, so it is always one of the values; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
