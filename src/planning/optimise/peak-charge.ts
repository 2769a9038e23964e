import type { CapacityStep, PeakRules } from '../statement.ts'
import { at, copyOf, idAt } from './columns.ts'

/** kW by which a peak may pass a limit: rounding. */
const TOLERANCE = 1e-7

/** What a mean peak of `kw` costs; Infinity above the last step. A peak exactly on the limit is within it. */
export function chargeFor(steps: readonly CapacityStep[], kw: number): number {
  return steps.find(({ upTo }) => kw <= upTo + TOLERANCE)?.cost ?? Infinity
}

/** Mean of the `count` highest; missing ones count as 0. */
export function highestMean(peaks: readonly number[], count: number): number {
  const highest = peaks.toSorted((a, b) => b - a).slice(0, count)
  return highest.reduce((sum, peak) => sum + peak, 0) / count
}

/** Peak of every day, base load included, if the slots take `energy`. */
export function dayPeaks(
  { hourOf, hourLength, hourBase, dayOf, days }: PeakRules,
  energy: Float64Array,
): number[] {
  const used = copyOf(hourBase)
  for (let t = 0; t < energy.length; t++) {
    const hour = idAt(hourOf, t)
    used[hour] = at(used, hour) + at(energy, t)
  }
  const peaks = days.map(({ peak }) => peak)
  for (let hour = 0; hour < used.length; hour++) {
    const day = idAt(dayOf, hour)
    peaks[day] = Math.max(peaks[day] ?? 0, at(used, hour) / at(hourLength, hour))
  }
  return peaks
}

/** Mean peak of a month, in kW, given the peaks of the planned days. */
export function monthPeak({ days, months }: PeakRules, month: number, peaks: readonly number[]): number {
  const { others, highest } = months[month] ?? { others: [], highest: 1 }
  const own = peaks.filter((_, day) => days[day]?.month === month)
  return highestMean([...others, ...own], highest)
}

/** By how much the charge on peaks rises above what is measured so far; Infinity if a peak is not allowed. */
export function chargeIncrease(rules: PeakRules, peaks: readonly number[]): number {
  return rules.months.reduce((sum, { costSoFar }, month) => {
    return sum + chargeFor(rules.steps, monthPeak(rules, month, peaks)) - costSoFar
  }, 0)
}
