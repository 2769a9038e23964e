import type { PeakRules } from '../statement.ts'
import { at, idAt, numbers } from './columns.ts'
import { monthPeak } from './peak-charge.ts'
import type { HourRoom } from './runs/stage-context.ts'

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

/** The box in two, where its day with the widest choice may have a low or a high peak; tightened, the impossible dropped. */
export function split(rules: PeakRules, box: PeakBox): PeakBox[] {
  const widths = box.high.map((high, day) => high - (box.low[day] ?? 0))
  const widest = widths.indexOf(Math.max(...widths))
  if ((widths[widest] ?? 0) <= SMALLEST) return []
  const cut = cutOf(rules, box, widest)
  return [
    ...tightened(rules, { ...box, high: box.high.with(widest, cut) }),
    ...tightened(rules, { ...box, low: box.low.with(widest, cut) }),
  ]
}

/** A peak of another day, if one lies in between: there the day enters the highest ones. Else the middle. */
function cutOf(rules: PeakRules, { low, high }: PeakBox, day: number): number {
  const [from, to] = [low[day] ?? 0, high[day] ?? 0]
  const month = rules.months[rules.days[day]?.month ?? 0]
  const enters = month?.others.find((peak) => peak > from + SMALLEST && peak < to - SMALLEST)
  return enters ?? (from + to) / 2
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
  { hourOf, hourLength, hourBase, dayOf, margin }: PeakRules,
  { high }: Pick<PeakBox, 'high'>,
): HourRoom {
  const room = numbers(hourLength.length)
  for (let hour = 0; hour < room.length; hour++) {
    const most = (high[idAt(dayOf, hour)] ?? 0) * at(hourLength, hour)
    room[hour] = Math.max(0, most - at(hourBase, hour) - margin)
  }
  return { room, hourOf }
}
