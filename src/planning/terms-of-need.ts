import type { Interval } from '../base/interval.ts'
import { contains, latest } from '../base/interval.ts'
import { energyOver, energyToGoal, energyToMinimum, timeFor, timeToMinimum } from './charging-time.ts'
import { chargeFrom } from './late-plan.ts'
import { slotsWithin } from './cost-timeline.ts'
import { loadAt } from './site-change.ts'
import type { Constraint } from './plan-type.ts'
import {
  type CostSlot,
  DAYS_IN_MEAN,
  NO_RUN_LIMITS,
  type PlanningProblem,
  type SiteLimits,
} from './problem.ts'
import { type Series, addSlot, newSeries } from './terms/series.ts'
import type { CapacityTerms, Span, Terms, TimedBound } from './terms/terms.ts'

/** A request changed in one respect. */
export interface Variation {
  /** Constraints given up. */
  readonly without?: readonly Constraint[]
  /** Time left out. */
  readonly leavingOut?: readonly Interval[]
  /** Time preferred, whatever the price. */
  readonly preferring?: readonly Interval[]
}

/** Above every known cost: time without a price is used last, but rather than not being ready. */
const UNPRICED_ABOVE = 1000

/**
 * A planning request of the service as terms of the optimiser. The car charges at full power or not at all and may begin at
 * any instant. The need is counted in whole milliseconds at full power, so that no fraction is ever missing.
 */
export function termsOf(problem: PlanningProblem): Terms {
  const { now, need, site } = problem
  const until = lastDeparture(problem)
  const needed = batteryNeed(problem)
  return {
    series: seriesOf(problem, { start: now, end: latest(until, lastPriced(problem.slots)) }),
    from: now.getTime(),
    until: until.getTime(),
    mode: 'onoff',
    granularity: 'any',
    maxPower: need.power,
    // A car that is only started and stopped cannot charge slower: less than full power is no power.
    minPower: need.power,
    efficiency: need.efficiency,
    need: { least: needed, most: needed },
    bestEffort: false,
    runs: runsOf(problem),
    forced: spansOf(problem.frozen ?? []),
    blocked: [...spansOf(problem.blocked ?? []), ...tripSpans(problem)],
    preferred: [],
    bounds: departureBounds(problem),
    minimumFirst: wholeEnergy(energyToMinimum(need), problem),
    priceLimit: problem.priceLimit ?? Infinity,
    // The minimum state of charge comes before price.
    priceLimitFrom: minimumReached(problem),
    gridLimit: site?.gridLimit ?? Infinity,
    tier: null,
    capacity: capacityOf(site),
    taper: taperOf(problem),
  }
}

function runsOf({ runs = NO_RUN_LIMITS, chargingNow = false }: PlanningProblem): Terms['runs'] {
  return {
    startCost: runs.startCost,
    maxStarts: runs.maxStarts ?? Infinity,
    oneRun: false,
    minimumMinutes: runs.minimumRunMinutes,
    initiallyOn: chargingNow,
  }
}

function minimumReached(problem: PlanningProblem): number {
  const { now, need } = problem
  const soonest = chargeFrom(now, timeToMinimum(need), problem)
  return (soonest.at(-1)?.end ?? now).getTime()
}

/** The same terms with one thing changed: what {@link termsOf} has worked out is not worked out again. */
export function varied(terms: Terms, problem: PlanningProblem, variation: Variation): Terms {
  const { without = [], leavingOut = [], preferring = [] } = variation
  const changed = {
    ...terms,
    preferred: spansOf(preferring),
    blocked: [...terms.blocked, ...spansOf(leavingOut)],
  }
  return without.reduce<Terms>((begun, constraint) => withoutConstraint(begun, problem, constraint), changed)
}

function withoutConstraint(terms: Terms, problem: PlanningProblem, constraint: Constraint): Terms {
  switch (constraint) {
    case 'ready-by':
      return { ...terms, until: Math.max(terms.until, lastPriced(problem.slots).getTime()) }
    case 'minimum-soc':
      return { ...terms, minimumFirst: 0 }
    case 'starts-limit':
      return { ...terms, runs: { ...terms.runs, maxStarts: Infinity } }
    case 'minimum-run':
      return { ...terms, runs: { ...terms.runs, minimumMinutes: 0 } }
    case 'start-cost':
      return { ...terms, runs: { ...terms.runs, startCost: 0 } }
    case 'capacity-step':
      return { ...terms, capacity: null }
    case 'grid-limit':
      return { ...terms, gridLimit: Infinity }
    case 'price-limit':
      return { ...terms, priceLimit: Infinity }
    case 'blocked':
      return { ...terms, blocked: tripSpans(problem) }
    case 'frozen':
      return { ...terms, forced: [] }
  }
}

/** Battery energy of a need at the plug, in whole milliseconds of full power. */
function wholeEnergy(plugEnergy: ReturnType<typeof energyToGoal>, { need }: PlanningProblem): number {
  const isTapering = (need.taper ?? []).length > 0
  const whole = isTapering ? plugEnergy : energyOver(timeFor(plugEnergy, need.power), need.power)
  return whole * need.efficiency
}

function batteryNeed(problem: PlanningProblem): number {
  const last = departureBounds(problem).at(-1)
  return last === undefined ? wholeEnergy(energyToGoal(problem.need), problem) : last.least
}

/** Bounds on the battery energy charged by each departure; none where there is one departure only. */
function departureBounds(problem: PlanningProblem): TimedBound[] {
  const { need, laterDepartures = [] } = problem
  if (laterDepartures.length === 0) return []
  const room = ((100 - need.soc) / 100) * need.capacity
  const bounds = [
    { time: need.readyBy.getTime(), least: wholeEnergy(energyToGoal(need), problem), most: room },
  ]
  let used = 0
  for (const departure of laterDepartures) {
    used += departure.used
    const wanted = ((departure.target - need.soc) / 100) * need.capacity + used
    const least = Math.max(bounds.at(-1)?.least ?? 0, wanted)
    bounds.push({ time: departure.readyBy.getTime(), least, most: Math.max(least, room + used) })
  }
  return bounds
}

export function lastDeparture({ need, laterDepartures }: PlanningProblem): Date {
  return laterDepartures?.at(-1)?.readyBy ?? need.readyBy
}

/** From each departure until the car is back. */
function tripSpans({ need, laterDepartures = [] }: PlanningProblem): Span[] {
  return laterDepartures.map(({ backAt }, index) => ({
    start: (laterDepartures[index - 1]?.readyBy ?? need.readyBy).getTime(),
    end: backAt.getTime(),
  }))
}

export function lastPriced(slots: readonly CostSlot[]): Date {
  return slots.findLast(({ costPerKwh }) => costPerKwh !== null)?.end ?? new Date(0)
}

function seriesOf({ slots, site }: PlanningProblem, window: Interval): Series {
  const inWindow = slotsWithin(slots, window)
  const highest = Math.max(0, ...inWindow.map(({ costPerKwh }) => costPerKwh ?? 0))
  const series = newSeries(inWindow.length)
  for (const { start, end, costPerKwh } of inWindow) {
    addSlot(series, {
      start: start.getTime(),
      end: end.getTime(),
      price: costPerKwh === null ? highest + UNPRICED_ABOVE : ranked(costPerKwh),
      base: loadAt(site ?? {}, start) + otherCarsAt(site ?? {}, start),
    })
  }
  return series
}

function otherCarsAt({ otherCars = [] }: SiteLimits, instant: Date): number {
  return otherCars.reduce((sum, car) => (contains(car, instant) ? sum + car.power : sum), 0)
}

/** Costs nearer than 1e-9 NOK/kWh differ by the rounding of binary fractions only and count as equal. */
function ranked(costPerKwh: number): number {
  return Math.round(costPerKwh * 1e9) / 1e9
}

function capacityOf(site: SiteLimits | undefined): CapacityTerms | null {
  const charge = site?.capacityCharge
  if (charge === undefined) return null
  const { timeZone, measured, steps, days = DAYS_IN_MEAN, reserve = [] } = charge
  // A step that the house passes by itself is not the car's doing.
  return {
    steps,
    peaks: { rule: 'highest-days', days, timeZone, above: 'base-load', measured },
    reserve: reserve.map(({ start, end, power }) => ({ start: start.getTime(), end: end.getTime(), power })),
  }
}

function taperOf({ need }: PlanningProblem): Terms['taper'] {
  return (need.taper ?? [])
    .map(({ soc, power }) => ({ from: ((soc - need.soc) / 100) * need.capacity, power }))
    .map(({ from, power }) => ({ from: Math.max(0, from), power }))
}

function spansOf(intervals: readonly Interval[]): Span[] {
  return intervals.map(({ start, end }) => ({ start: start.getTime(), end: end.getTime() }))
}
