import type { ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { HOUR_MS, overlapMs, pricedSlots, type Span } from './statement.ts'

type Capacity = NonNullable<ProblemObject['capacity']>

/** One clock hour (UTC) of the request: energy of the base load, and the time the slots cover. */
export interface HourLoad extends Span {
  readonly hours: number
  readonly baseKwh: number
  /** Local date, e.g. 2026-01-31. */
  readonly day: string
}

export interface Month {
  /** Daily peaks so far. */
  readonly measured: ReadonlyMap<string, number>
  /** Days that hours of the request fall into. */
  readonly planned: readonly string[]
}

const PEAK_TOLERANCE_KW = 1e-6

export function hoursOf(problem: ProblemObject): HourLoad[] {
  const dayOf = localDay(problem.tz ?? 'UTC')
  const hours = new Map<number, { hours: number; baseKwh: number }>()
  for (const slot of pricedSlots(problem)) {
    for (let start = Math.floor(slot.start / HOUR_MS) * HOUR_MS; start < slot.end; start += HOUR_MS) {
      const share = overlapMs(slot, { start, end: start + HOUR_MS }) / HOUR_MS
      const hour = hours.get(start) ?? { hours: 0, baseKwh: 0 }
      hours.set(start, { hours: hour.hours + share, baseKwh: hour.baseKwh + slot.base * share })
    }
  }
  return [...hours].map(([start, hour]) => ({ ...hour, start, end: start + HOUR_MS, day: dayOf(start) }))
}

export function monthsOf(capacity: Capacity, hours: readonly HourLoad[]): Month[] {
  const months = new Map<string, { measured: Map<string, number>; planned: Set<string> }>()
  const monthOf = (day: string): { measured: Map<string, number>; planned: Set<string> } => {
    const month = months.get(day.slice(0, 7)) ?? {
      measured: new Map<string, number>(),
      planned: new Set<string>(),
    }
    months.set(day.slice(0, 7), month)
    return month
  }
  for (const { day, peak_kw } of capacity.measured_days ?? []) {
    const { measured } = monthOf(day)
    measured.set(day, Math.max(peak_kw, measured.get(day) ?? 0))
  }
  for (const { day } of hours) monthOf(day).planned.add(day)
  return [...months.values()].map(({ measured, planned }) => ({ measured, planned: [...planned] }))
}

/** What the peaks of a plan cost above what is already measured. `chargedKwh`: charging per hour, in the order of hours. */
export function capacityCost(problem: ProblemObject, chargedKwh: readonly number[]): number {
  const { capacity } = problem
  if (capacity === undefined) return 0
  const hours = hoursOf(problem)
  const means = hours.map((hour, index) => (hour.baseKwh + (chargedKwh[index] ?? 0)) / hour.hours)
  if (capacity.rule !== 'three_highest_days') {
    const before = capacity.measured_peak_kw ?? 0
    return stepCost(capacity, Math.max(before, ...means)) - stepCost(capacity, before)
  }
  let cost = 0
  for (const { measured, planned } of monthsOf(capacity, hours)) {
    const peaks = new Map(measured)
    for (const day of planned) {
      const own = means.filter((_, index) => hours[index]?.day === day)
      peaks.set(day, Math.max(peaks.get(day) ?? 0, ...own))
    }
    cost +=
      stepCost(capacity, meanOfThree(peaks.values())) - stepCost(capacity, meanOfThree(measured.values()))
  }
  return cost
}

/** Exactly on a limit is within it. Above the last step there is no cost: not allowed. */
export function stepCost(capacity: Capacity, peak: number): number {
  return capacity.steps.find(({ up_to_kw }) => peak <= up_to_kw + PEAK_TOLERANCE_KW)?.cost ?? Infinity
}

/** Missing days count as zero. */
export function meanOfThree(peaks: Iterable<number>): number {
  const [first = 0, second = 0, third = 0] = [...peaks].toSorted((a, b) => b - a)
  return (first + second + third) / 3
}

function localDay(zone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return (time) => format.format(new Date(time))
}
