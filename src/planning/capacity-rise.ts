import { type Interval, latest } from '../base/interval.ts'
import { at, numbers } from './optimise/columns.ts'
import { chargeIncrease, dayPeaks } from './optimise/peak-charge.ts'
import type { PlanningProblem } from './problem.ts'
import { loadAt } from './site-change.ts'
import { termsOf } from './terms-of-need.ts'
import { cutSlots } from './terms/cut.ts'
import { peakRules } from './terms/peaks.ts'
import { type Series, addSlot, newSeries } from './terms/series.ts'

const MS_PER_HOUR = 3_600_000

/**
 * By how much charging in some blocks raises the monthly charge on peaks, above what the house costs without it; in money. For plans
 * that were made without asking what peaks cost. 0 where nothing is charged for peaks, and where a peak is above every step: that is a
 * limit of the driver's, not a price.
 */
export function capacityRise(problem: PlanningProblem, blocks: readonly Interval[]): number {
  const terms = termsOf(problem)
  const last = blocks.at(-1)
  if (terms.capacity === null || last === undefined) return 0
  const series = hoursOf(problem, latest(last.end, problem.need.readyBy))
  const edges = blocks.flatMap(({ start, end }) => [start.getTime(), end.getTime()])
  const slots = cutSlots(series, terms.from, last.end.getTime(), edges)
  const energy = numbers(slots.count)
  for (let t = 0; t < slots.count; t++) {
    const [start, end] = [at(slots.start, t), at(slots.end, t)]
    const isCharging = blocks.some((block) => block.start.getTime() <= start && end <= block.end.getTime())
    if (isCharging) energy[t] = (problem.need.power * (end - start)) / MS_PER_HOUR
  }
  const rules = peakRules({ ...terms, series }, terms.capacity, slots)
  const rise = chargeIncrease(rules, dayPeaks(rules, energy))
  return rise === Infinity ? 0 : rise
}

/** The clock hours ahead with the load expected in them. */
function hoursOf({ now, site = {} }: PlanningProblem, until: Date): Series {
  const series = newSeries(0)
  for (let start = now.getTime(); start < until.getTime();) {
    const end = Math.min(until.getTime(), (Math.floor(start / MS_PER_HOUR) + 1) * MS_PER_HOUR)
    addSlot(series, { start, end, price: 0, base: loadAt(site, new Date(start)) })
    start = end
  }
  return series
}
