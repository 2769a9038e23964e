import { addHours, addSeconds } from 'date-fns'

/** One answer, or none. */
export interface Call {
  /** Unix time, ms. */
  readonly at: number
  readonly answered: boolean
}

/** The calls of one second: a carmaker that is asked a lot is asked thousands of times in the time that counts. */
export interface Tally {
  /** Unix time, s. */
  readonly second: number
  readonly calls: number
  readonly failures: number
  /** Whether the last of them was answered. */
  readonly answered: boolean
}

/** A call about one car that came to nothing. */
export interface Miss {
  readonly at: Date
  readonly vehicleId: string
}

/** Where there is traffic: calls older than this tell nothing of how a carmaker is now. */
const WINDOW_SECONDS = 30
/** It is away at this share of failures, and not before there were so many calls. */
const FAILING_SHARE = 0.5
const FEWEST_CALLS = 20

/** Where there is little, it is away when so many calls in a row came to nothing, however far apart within the hour. */
const MISSES_IN_A_ROW = 5
const MISSES_HOURS = 1
/** One or two cars that fail are no carmaker that does: they may stand in one garage. */
const FEWEST_CARS = 3

/** The calls worth remembering, the newest last. */
export function recentCalls(tallies: readonly Tally[], { at, answered }: Call): readonly Tally[] {
  const second = Math.floor(at / 1_000)
  const recent = tallies.filter((each) => each.second > second - WINDOW_SECONDS)
  const same = recent.at(-1)?.second === second ? recent.pop() : undefined
  const [calls, failures] = [(same?.calls ?? 0) + 1, (same?.failures ?? 0) + (answered ? 0 : 1)]
  return [...recent, { second, calls, failures, answered }]
}

/** Whether a carmaker that is asked a lot is away: half of 20 calls or more have failed in half a minute. */
export function isFailing(recent: readonly Tally[]): boolean {
  const calls = recent.reduce((total, each) => total + each.calls, 0)
  const failures = recent.reduce((total, each) => total + each.failures, 0)
  return calls >= FEWEST_CALLS && failures >= calls * FAILING_SHARE
}

/** Those worth remembering of the calls that came to nothing since anything was answered, the newest last. */
export function missesInARow(misses: readonly Miss[], miss: Miss): readonly Miss[] {
  const from = addHours(miss.at, -MISSES_HOURS)
  return [...misses.filter(({ at }) => at > from), miss]
}

/** Whether a carmaker that is asked little is away: five calls in a row have failed, about three cars or more. */
export function isSilent(misses: readonly Miss[]): boolean {
  const cars = new Set(misses.map(({ vehicleId }) => vehicleId))
  return misses.length >= MISSES_IN_A_ROW && cars.size >= FEWEST_CARS
}

/** How much a carmaker is asked. */
export const TRAFFICS = ['busy', 'quiet'] as const
export type Traffic = (typeof TRAFFICS)[number]
/**
 * How far apart the calls are that find out whether a carmaker is back, s, at least and at most. Where it is asked little they are
 * the most of what it gets, and few enough for any carmaker.
 */
const PROBE_SECONDS: Readonly<Record<Traffic, readonly [number, number]>> = {
  busy: [15, 30],
  quiet: [45, 60],
}

/** The longest time in which nobody asks whether a carmaker that is away is back, s. */
export const MOST_PROBE_SECONDS = PROBE_SECONDS.quiet[1]

/** @param fraction in [0, 1); 0: the soonest */
export function nextProbeAfter(now: Date, traffic: Traffic, fraction: number): Date {
  const [least, most] = PROBE_SECONDS[traffic]
  return addSeconds(now, least + (most - least) * fraction)
}
