import { contains, latest, overlap, type Interval } from '../base/interval.ts'
import { localDay } from '../base/local-time.ts'
import { kw, type Kw, money, type Money } from '../base/units.ts'
import type { Plan } from './plan-type.ts'
import { type CapacityCharge, DAYS_IN_MEAN, type PlanningProblem } from './problem.ts'
import { loadAt } from './site-change.ts'
import { lastPriced } from './terms-of-need.ts'

/** How a plan stands to the step of the charge on peaks that the house comes to by itself in a month. */
export interface CapacityStepOfPlan {
  /** Local, `YYYY-MM`. */
  readonly month: string
  /** The end of the step, for the charged mean of the month. */
  readonly upTo: Kw
  readonly costPerMonth: Money
  /** What the next step costs more; `null` on the last. */
  readonly nextCosts: Money | null
  /** The highest mean that an hour of the plan may have within the step. */
  readonly left: Kw
  /** The highest mean of an hour in which the car charges, the house included. */
  readonly highest: Kw
  readonly isKept: boolean
}

const HOUR_MS = 3_600_000
/** kW by which rounding may take an hour above a step. */
const TOLERANCE = 1e-3

/**
 * The steps of a plan, one for each month in which it charges; empty where no charge on peaks is known. The house counts with its
 * expected mean, without what is reserved above it.
 */
export function capacityStepsOf(problem: PlanningProblem, plan: Plan): readonly CapacityStepOfPlan[] {
  const charge = problem.site?.capacityCharge
  if (charge === undefined) return []
  const hours = hoursOf(problem, plan, charge)
  const months = [...new Set(hours.filter(({ carKw }) => carKw > 0).map(({ day }) => day.slice(0, 7)))]
  return months.flatMap((month) => stepIn(month, hours, charge) ?? [])
}

interface Hour {
  readonly day: string
  readonly houseKw: number
  readonly carKw: number
}

function hoursOf(problem: PlanningProblem, { blocks }: Plan, { timeZone }: CapacityCharge): Hour[] {
  const { now, need, slots, site = {} } = problem
  const until = latest(need.readyBy, lastPriced(slots), ...blocks.map(({ end }) => end))
  const hours: Hour[] = []
  for (let start = now.getTime() - (now.getTime() % HOUR_MS); start < until.getTime(); start += HOUR_MS) {
    const hour = { start: new Date(start), end: new Date(start + HOUR_MS) }
    const others = (site.otherCars ?? []).reduce((sum, car) => sum + car.power * shareOf(car, hour), 0)
    const carKw = blocks.reduce(
      (sum, block) => sum + block.energy * (shareOf(block, hour) / hoursIn(block)),
      0,
    )
    hours.push({
      day: localDay(hour.start, timeZone),
      houseKw: loadAt(site, latest(hour.start, firstOf(site.baseLoad, hour))) + others,
      carKw,
    })
  }
  return hours
}

/** A base load that begins within the hour is the hour's. */
function firstOf(loads: readonly Interval[] = [], hour: Interval): Date {
  return loads.some((load) => contains(load, hour.start))
    ? hour.start
    : (loads.find((load) => contains(hour, load.start))?.start ?? hour.start)
}

/** Hours of an hour. */
function shareOf(interval: Interval, hour: Interval): number {
  const part = overlap(interval, hour)
  return part === undefined ? 0 : hoursIn(part)
}

function hoursIn({ start, end }: Interval): number {
  return (end.getTime() - start.getTime()) / HOUR_MS
}

function stepIn(month: string, hours: readonly Hour[], charge: CapacityCharge): CapacityStepOfPlan | null {
  const days = charge.days ?? DAYS_IN_MEAN
  const peaks = new Map(charge.measured.map(({ day, peak }): [string, number] => [day, peak]))
  for (const { day, houseKw } of hours) peaks.set(day, Math.max(houseKw, peaks.get(day) ?? 0))
  const ofMonth = [...peaks].filter(([day]) => day.startsWith(month))
  const mean = meanOfHighest(
    ofMonth.map(([, peak]) => peak),
    days,
  )
  const index = charge.steps.findIndex(({ upTo }) => mean <= upTo)
  const [step, next] = [charge.steps[index], charge.steps[index + 1]]
  const charged = hours.filter(({ day, carKw }) => carKw > 0 && day.startsWith(month))
  const [highest] = charged.toSorted((a, b) => b.houseKw + b.carKw - (a.houseKw + a.carKw))
  if (step === undefined || highest === undefined) return null
  const others = ofMonth.filter(([day]) => day !== highest.day).map(([, peak]) => peak)
  const left = days * step.upTo - (days - 1) * meanOfHighest(others, days - 1)
  const total = highest.houseKw + highest.carKw
  return {
    month,
    upTo: step.upTo,
    costPerMonth: step.cost,
    nextCosts: next === undefined ? null : money(next.cost - step.cost),
    left: kw(left),
    highest: kw(total),
    isKept: total <= left + TOLERANCE,
  }
}

/** Missing days count as 0. */
function meanOfHighest(peaks: readonly number[], days: number): number {
  if (days === 0) return 0
  const highest = peaks.toSorted((a, b) => b - a).slice(0, days)
  return highest.reduce((sum, peak) => sum + peak, 0) / days
}
