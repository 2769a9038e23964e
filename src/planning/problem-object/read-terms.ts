import { type ProblemFault, PlanningProblemError } from '../check-problem.ts'
import type { CapacityTerms, Span, Terms, TimedBound } from '../terms/terms.ts'
import { DAYS_IN_MEAN } from '../problem.ts'
import { checkNumbers, checkSpans } from './check.ts'
import { readTrips } from './departures.ts'
import { readInstant } from './instants.ts'
import type { ProblemObject } from './schemas.ts'
import { readSeries } from './series.ts'

/**
 * Reads a problem object.
 *
 * @throws PlanningProblemError naming every field that makes no sense
 */
export function readTerms(problem: ProblemObject): Terms {
  const faults: ProblemFault[] = []
  const series = readSeries(problem, faults)
  checkNumbers(problem, series, faults)
  const now = instant('now', problem.now, faults)
  const begin =
    problem.window_start === undefined ? now : instant('window_start', problem.window_start, faults)
  const until = instant('deadline', problem.deadline, faults)
  const trips = readTrips(problem, faults)
  const from = Math.max(now, begin)
  const forced = spans('forced_on', problem.forced_on, faults)
  const blocked = [...spans('blocked', problem.blocked, faults), ...trips.away]
  if (faults.length === 0) checkSpans({ from, until, forced, blocked }, faults)
  const bounds = [...readBounds(problem, faults), ...trips.bounds]
  if (faults.length > 0) throw new PlanningProblemError(faults)
  return inTerms(problem, { series, from, until, forced, blocked, bounds })
}

type Read = Pick<Terms, 'series' | 'from' | 'until' | 'forced' | 'blocked' | 'bounds'>

/** What is wanted, and what car, prices, site and battery allow. One literal: to put it together from parts takes as long as class a. */
function inTerms(problem: ProblemObject, { series, from, until, forced, blocked, bounds }: Read): Terms {
  const { energy_kwh: energy, power_mode: mode } = problem
  return {
    series,
    from,
    until,
    forced,
    blocked,
    preferred: [],
    bounds,
    mode,
    granularity: problem.granularity ?? 'slot',
    maxPower: problem.max_power_kw,
    minPower: leastPower(problem),
    efficiency: problem.efficiency ?? 1,
    need: { least: energy, most: problem.energy_max_kwh ?? energy },
    bestEffort: problem.best_effort ?? false,
    minimumFirst: problem.min_soc_first_kwh ?? 0,
    priceLimit: problem.price_limit ?? Infinity,
    priceLimitFrom: -Infinity,
    gridLimit: problem.grid_limit_kw ?? Infinity,
    tier: tier(problem),
    capacity: capacity(problem),
    taper: taper(problem),
    runs: runs(problem),
  }
}

function leastPower({ power_mode: mode, min_power_kw: least }: ProblemObject): number {
  return mode === 'semi' ? (least ?? 0) : 0
}

function tier({ tier: given }: ProblemObject): Terms['tier'] {
  return given === undefined ? null : { threshold: given.threshold_kw, surcharge: given.surcharge }
}

function taper({ taper: given = [] }: ProblemObject): Terms['taper'] {
  return given.map(({ from_kwh, power_kw }) => ({ from: from_kwh, power: power_kw }))
}

function runs(problem: ProblemObject): Terms['runs'] {
  return {
    startCost: problem.start_cost ?? 0,
    maxStarts: problem.max_starts ?? Infinity,
    oneRun: problem.contiguous ?? false,
    minimumMinutes: problem.min_run_min ?? 0,
    initiallyOn: problem.initially_on ?? false,
  }
}

function capacity({ capacity: given, tz: timeZone = 'UTC' }: ProblemObject): CapacityTerms | null {
  if (given === undefined) return null
  const steps = given.steps.map(({ up_to_kw, cost }) => ({ upTo: up_to_kw, cost }))
  if (given.rule !== 'three_highest_days') {
    return { steps, peaks: { rule: 'highest-hour', measured: given.measured_peak_kw ?? 0 } }
  }
  const measured = (given.measured_days ?? []).map(({ day, peak_kw }) => ({ day, peak: peak_kw }))
  return { steps, peaks: { rule: 'highest-days', days: DAYS_IN_MEAN, timeZone, above: 'measured', measured } }
}

function readBounds(problem: ProblemObject, faults: ProblemFault[]): TimedBound[] {
  const floors = timed('soc_floors', problem.soc_floors, faults)
  const ceilings = timed('soc_ceilings', problem.soc_ceilings, faults)
  return [
    ...floors.map(({ time, kwh }) => ({ time, least: kwh, most: Infinity })),
    ...ceilings.map(({ time, kwh }) => ({ time, least: -Infinity, most: kwh })),
  ]
}

function instant(field: string, text: string, faults: ProblemFault[]): number {
  const value = readInstant(text)
  if (Number.isNaN(value)) faults.push({ field, value: text, expected: 'an instant' })
  return value
}

function spans(
  field: string,
  given: readonly { readonly start: string; readonly end: string }[] | undefined,
  faults: ProblemFault[],
): Span[] {
  return (given ?? []).map(({ start, end }, index) => {
    const name = `${field}[${String(index)}]`
    const span = { start: instant(`${name}.start`, start, faults), end: instant(`${name}.end`, end, faults) }
    if (span.end < span.start) {
      faults.push({ field: `${name}.end`, value: end, expected: `not before ${start}` })
    }
    return span
  })
}

function timed(
  field: string,
  given: readonly { readonly time: string; readonly kwh: number }[] | undefined,
  faults: ProblemFault[],
): { time: number; kwh: number }[] {
  return (given ?? []).map(({ time, kwh }, index) => {
    const name = `${field}[${String(index)}]`
    if (Number.isNaN(kwh)) faults.push({ field: `${name}.kwh`, value: String(kwh), expected: 'a number' })
    return { time: instant(`${name}.time`, time, faults), kwh }
  })
}
