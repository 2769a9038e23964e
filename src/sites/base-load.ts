import { localTime, type TimeZone } from '../base/local-time.ts'
import type { Interval } from '../base/interval.ts'
import { ASSUMED_HOUSEHOLD_KW } from './assumed-household.ts'
import type { HourMean } from './consumption.ts'

/** What a site draws in an hour of the day, without its cars. */
export interface HourLoad {
  readonly meanKw: number
  /** How far single hours lie from the mean: the standard deviation, kW. */
  readonly spreadKw: number
}

/** A site by local hour, 0 to 23; `null` where nothing was ever read. Says nothing of a day. */
export type LoadProfile = readonly (HourLoad | null)[]

/** What a site draws besides its cars in one clock hour. */
export interface BaseLoad extends Interval {
  readonly kw: number
  /** See {@link HourLoad}. */
  readonly spreadKw: number
  /** `assumed`: nothing was read for this hour of the day. */
  readonly source: 'learnt' | 'assumed'
}

/** Weight of the newest reading: a change of habits has come through by half in a week. */
export const NEWEST_WEIGHT = 0.1

/**
 * Spread as a share of the mean, while little or nothing is known of it. A household's hours are far from alike; what is learnt
 * takes its place as fast as the mean is learnt.
 */
export const ASSUMED_SPREAD = 0.5

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
    const hour = localHour(new Date(start), timeZone)
    const learnt = profile?.[hour] ?? null
    const { meanKw, spreadKw } = learnt ?? withAssumedSpread(ASSUMED_HOUSEHOLD_KW[hour] ?? 0)
    loads.push({
      start: new Date(start),
      end: new Date(start + HOUR_MS),
      kw: Math.min(most, meanKw),
      spreadKw,
      source: learnt === null ? 'assumed' : 'learnt',
    })
  }
  return loads
}

/** Energy the site's cars took by the start of the clock hour, kWh, milliseconds since the epoch. */
export type CarEnergy = ReadonlyMap<number, number>

/**
 * The profile after some more hours, in their order: the meter's mean less what the cars took, so that a car is not counted
 * twice by a planner that adds it again. The first reading of an hour of the day is taken whole. Mean and spread forget at
 * the same pace (exponentially weighted; Finch, "Incremental calculation of weighted mean and variance", 2009).
 */
export function learnProfile(
  profile: LoadProfile | null,
  hours: readonly HourMean[],
  { timeZone, carEnergy }: { readonly timeZone: TimeZone; readonly carEnergy: CarEnergy },
): LoadProfile {
  const learnt: (HourLoad | null)[] = Array.from({ length: 24 }, (_, hour) => profile?.[hour] ?? null)
  for (const { start, meanKw } of hours) {
    const base = Math.max(0, meanKw - (carEnergy.get(start.getTime()) ?? 0))
    const hour = localHour(start, timeZone)
    const before = learnt[hour] ?? null
    learnt[hour] = before === null ? withAssumedSpread(base) : moved(before, base)
  }
  return learnt
}

function moved({ meanKw, spreadKw }: HourLoad, newest: number): HourLoad {
  const off = newest - meanKw
  const variance = (1 - NEWEST_WEIGHT) * (spreadKw ** 2 + NEWEST_WEIGHT * off ** 2)
  return { meanKw: meanKw + NEWEST_WEIGHT * off, spreadKw: Math.sqrt(variance) }
}

/** A load of which only the mean is known. */
export function withAssumedSpread(meanKw: number): HourLoad {
  return { meanKw, spreadKw: ASSUMED_SPREAD * meanKw }
}

function localHour(instant: Date, timeZone: TimeZone): number {
  return Number(localTime(instant, timeZone).slice(0, 2))
}
