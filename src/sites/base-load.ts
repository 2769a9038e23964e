import { localTime, type TimeZone } from '../base/local-time.ts'
import type { Interval } from '../base/interval.ts'
import type { HourMean } from './consumption.ts'

/** Mean kW of a site by local hour, 0 to 23, without its cars; `null` where nothing was ever read. Says nothing of a day. */
export type LoadProfile = readonly (number | null)[]

/** What a site draws besides its cars in one clock hour. */
export interface BaseLoad extends Interval {
  readonly kw: number
  /** `assumed`: nothing was read for this hour of the day. */
  readonly source: 'learnt' | 'assumed'
}

/**
 * Assumed for a household of which nothing is known, the same in every hour: 16,044 kWh a year, what Norwegian households
 * used in 2012 (Statistics Norway, energy consumption in households), is 1.83 kW. An assumption, not a profile: cold
 * evenings lie well above it.
 */
export const ASSUMED_BASE_LOAD_KW = 1.83

/** Weight of the newest reading: a change of habits has come through by half in a week. */
export const NEWEST_WEIGHT = 0.1

const HOUR_MS = 3_600_000

export interface LoadRange {
  readonly from: Date
  readonly until: Date
  readonly timeZone: TimeZone
}

/**
 * What the rest of the house is expected to draw in each clock hour of a range, its first and last hour whole.
 *
 * @param profile what was learnt, or `null` if nothing was
 * @param driverLimitKw the driver's own limit for the whole site; the house is expected to keep to it
 */
export function expectedBaseLoad(
  profile: LoadProfile | null,
  driverLimitKw: number | null,
  { from, until, timeZone }: LoadRange,
): readonly BaseLoad[] {
  const most = driverLimitKw ?? Number.POSITIVE_INFINITY
  const loads: BaseLoad[] = []
  const first = from.getTime() - (from.getTime() % HOUR_MS)
  for (let start = first; start < until.getTime(); start += HOUR_MS) {
    const learnt = profile?.[localHour(new Date(start), timeZone)] ?? null
    loads.push({
      start: new Date(start),
      end: new Date(start + HOUR_MS),
      kw: Math.min(most, learnt ?? ASSUMED_BASE_LOAD_KW),
      source: learnt === null ? 'assumed' : 'learnt',
    })
  }
  return loads
}

/** Energy the site's cars took by the start of the clock hour, kWh, milliseconds since the epoch. */
export type CarEnergy = ReadonlyMap<number, number>

/**
 * The profile after some more hours, in their order: the meter's mean less what the cars took, so that a car is not counted
 * twice by a planner that adds it again. The first reading of an hour of the day is taken whole.
 */
export function learnProfile(
  profile: LoadProfile | null,
  hours: readonly HourMean[],
  { timeZone, carEnergy }: { readonly timeZone: TimeZone; readonly carEnergy: CarEnergy },
): LoadProfile {
  const learnt: (number | null)[] = Array.from({ length: 24 }, (_, hour) => profile?.[hour] ?? null)
  for (const { start, meanKw } of hours) {
    const base = Math.max(0, meanKw - (carEnergy.get(start.getTime()) ?? 0))
    const hour = localHour(start, timeZone)
    const before = learnt[hour] ?? null
    learnt[hour] = before === null ? base : before + NEWEST_WEIGHT * (base - before)
  }
  return learnt
}

function localHour(instant: Date, timeZone: TimeZone): number {
  return Number(localTime(instant, timeZone).slice(0, 2))
}
