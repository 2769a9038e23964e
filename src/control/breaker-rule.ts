/** One call for one car: whether the carmaker was there. */
export interface Call {
  /** Unix time, ms. */
  readonly at: number
  readonly vehicleId: string
  readonly answered: boolean
}

/** Where there is traffic, calls older than this tell nothing of how a carmaker is now. */
const BUSY_SECONDS = 30
const BUSY_CALLS = 20
const FAILING_SHARE = 0.5
/** Where a few cars are asked every few minutes, it is away after so many failures in a row. */
const FAILURES_IN_A_ROW = 5
const QUIET_SECONDS = 900
/** One or two cars that fail are no carmaker that does: their drivers' garages may have no reception. */
const FEWEST_CARS = 3
/** Enough to judge by, at any traffic. */
const MOST_CALLS = 200
/** While it is away it is asked for a tenth of what it is asked otherwise, and so often at most and at least; seconds. */
const PROBE_SHARE = 0.1
export const LEAST_PROBE_SECONDS = 15
export const MOST_PROBE_SECONDS = 300

/** The calls worth remembering, the newest last. */
export function withCall(calls: readonly Call[], call: Call): readonly Call[] {
  const from = call.at - QUIET_SECONDS * 1_000
  return [...calls.filter(({ at }) => at > from), call].slice(-MOST_CALLS)
}

/**
 * Whether a carmaker is away, by the newest calls: half of 20 or more in 30 s have failed; or, where there are fewer, the last five of
 * a quarter of an hour. Never by the failures of fewer than three cars.
 */
export function isAway(calls: readonly Call[]): boolean {
  const newest = calls.at(-1)
  if (newest === undefined) return false
  const recent = calls.filter(({ at }) => at > newest.at - BUSY_SECONDS * 1_000)
  const isBusy = recent.length >= BUSY_CALLS
  const failures = isBusy
    ? recent.filter(({ answered }) => !answered)
    : calls.slice(calls.findLastIndex(({ answered }) => answered) + 1)
  const enough = isBusy ? recent.length * FAILING_SHARE : FAILURES_IN_A_ROW
  return failures.length >= enough && new Set(failures.map(({ vehicleId }) => vehicleId)).size >= FEWEST_CARS
}

/** How long after one call that finds out the next may be made, by what the carmaker was asked before; seconds. */
export function probeSeconds(calls: readonly Call[]): number {
  const [oldest, newest] = [calls.at(0), calls.at(-1)]
  if (oldest === undefined || newest === undefined) return LEAST_PROBE_SECONDS
  const spacing = (newest.at - oldest.at) / 1_000 / calls.length
  return Math.min(MOST_PROBE_SECONDS, Math.max(LEAST_PROBE_SECONDS, spacing / PROBE_SHARE))
}
