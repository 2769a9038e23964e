import type { PeakRules } from '../statement.ts'
import { at, idAt, numbers } from './columns.ts'
import { monthPeak } from './peak-charge.ts'

/**
 * A box of day peaks, `low` ≤ peak ≤ `high` for every planned day (kW), in which each month is charged for one step.
 * Inside a box the limit on peaks is a limit on every hour, which the other methods can take.
 */
export interface PeakBox {
  readonly low: readonly number[]
  readonly high: readonly number[]
  /** Index of the step of each month. */
  readonly steps: readonly number[]
  /** Charge for these steps above what is measured so far. */
  readonly charge: number
}

/** kW below which a box is not split any more. */
const SMALLEST = 1e-6

/** All boxes to begin with: one for every combination of steps that the base load leaves possible. */
export function peakBoxes(rules: PeakRules): PeakBox[] {
  const low = rules.days.map(({ peak }) => peak)
  const high = low.map(() => Infinity)
  return combinations(rules.months.length, rules.steps.length).flatMap((steps) => {
    const charge = steps.reduce((sum, step, month) => {
      return sum + (rules.steps[step]?.cost ?? Infinity) - (rules.months[month]?.costSoFar ?? 0)
    }, 0)
    return tightened(rules, { low, high, steps, charge })
  })
}

/** Every way to give each of some months one of some steps. */
function combinations(months: number, steps: number): number[][] {
  if (months === 0) return [[]]
  const choices = Array.from({ length: steps }, (_, step) => step)
  return combinations(months - 1, steps).flatMap((chosen) => choices.map((step) => [...chosen, step]))
}

/** Whether every point of the box keeps to its steps. */
export function isWithinSteps(rules: PeakRules, { high, steps }: PeakBox): boolean {
  return steps.every((step, month) => monthPeak(rules, month, high) <= limitOf(rules, step) + SMALLEST)
}

/**
 * The box in two, neither of which holds the peaks of a plan that passes the limit of a month: either a day's peak stays lower,
 * or the others' do. Tightened, and without what is impossible.
 */
export function split(rules: PeakRules, box: PeakBox, peaks: readonly number[]): PeakBox[] {
  const over = box.steps.map((step, month) => monthPeak(rules, month, peaks) - limitOf(rules, step))
  const month = over.indexOf(Math.max(...over))
  const spans = rules.days.map((day, index) => (day.month === month ? spanOf(box, peaks, index) : 0))
  const day = spans.indexOf(Math.max(...spans))
  const highest = rules.months[month]?.highest ?? 1
  const cut = cutOf(rules, box, day, (peaks[day] ?? 0) - ((over[month] ?? 0) * highest) / 2)
  return cut === null
    ? []
    : [
        ...tightened(rules, { ...box, high: box.high.with(day, cut) }),
        ...tightened(rules, { ...box, low: box.low.with(day, cut) }),
      ]
}

/** Boxes that keep to the limits: the peaks of a plan that passes one, with all that is too much taken off one day. */
export function mended(rules: PeakRules, box: PeakBox, peaks: readonly number[]): PeakBox[] {
  return rules.days.flatMap(({ month }, day) => {
    const limit = limitOf(rules, box.steps[month] ?? 0)
    const high = peaks.with(day, highestPossible(rules, peaks, day, limit))
    const isLower = (high[day] ?? 0) < (peaks[day] ?? 0) && (high[day] ?? 0) >= (box.low[day] ?? 0)
    return isLower && isWithinSteps(rules, { ...box, high }) ? [{ ...box, high }] : []
  })
}

/** How far the peak of a day is above the least there. */
function spanOf({ low, high }: PeakBox, peaks: readonly number[], day: number): number {
  return Math.min(peaks[day] ?? 0, high[day] ?? 0) - (low[day] ?? 0)
}

/** A peak of another day, if one lies in between: there the day enters the highest ones. Else what is wished for, or the middle. */
function cutOf(rules: PeakRules, { low, high }: PeakBox, day: number, wished: number): number | null {
  const [from, to] = [low[day] ?? 0, high[day] ?? 0]
  if (to - from <= SMALLEST) return null
  const isInside = (peak: number): boolean => peak > from + SMALLEST && peak < to - SMALLEST
  const month = rules.months[rules.days[day]?.month ?? 0]
  const enters = month?.others.find(isInside)
  return enters ?? (isInside(wished) ? wished : (from + to) / 2)
}

/** Lowers every high end to what is possible while the other days are at their low ends. Empty if nothing is. */
function tightened(rules: PeakRules, box: PeakBox): PeakBox[] {
  const isPossible = box.steps.every(
    (step, month) => monthPeak(rules, month, box.low) <= limitOf(rules, step) + SMALLEST,
  )
  if (!isPossible) return []
  const high = box.high.map((peak, day) => {
    const limit = limitOf(rules, box.steps[rules.days[day]?.month ?? 0] ?? 0)
    return Math.max(box.low[day] ?? 0, Math.min(peak, highestPossible(rules, box.low, day, limit)))
  })
  return [{ ...box, high }]
}

/** The highest peak of a day that keeps the month's mean within `limit`, given the peaks of the other days. */
function highestPossible(rules: PeakRules, peaks: readonly number[], day: number, limit: number): number {
  const month = rules.days[day]?.month ?? 0
  const { others, highest } = rules.months[month] ?? { others: [], highest: 1 }
  const rest = [...others, ...peaks.filter((_, other) => other !== day && rules.days[other]?.month === month)]
  const beside = rest.toSorted((a, b) => b - a).slice(0, highest - 1)
  const allowed = limit * highest - beside.reduce((sum, peak) => sum + peak, 0)
  const nextBest = rest.toSorted((a, b) => b - a)[highest - 1] ?? 0
  // Below the days that count a peak is free, however many there are.
  return allowed >= nextBest ? allowed : 0
}

function limitOf({ steps }: PeakRules, step: number): number {
  return steps[step]?.upTo ?? 0
}

/** What the box leaves of every hour for charging. */
export function roomOf(
  { hourLength, hourBase, dayOf, margin }: PeakRules,
  { high }: Pick<PeakBox, 'high'>,
): Float64Array {
  const room = numbers(hourLength.length)
  for (let hour = 0; hour < room.length; hour++) {
    const most = (high[idAt(dayOf, hour)] ?? 0) * at(hourLength, hour)
    room[hour] = Math.max(0, most - at(hourBase, hour) - margin)
  }
  return room
}
