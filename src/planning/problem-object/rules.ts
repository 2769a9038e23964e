import type { ProblemFault } from '../check-problem.ts'
import { type TimedBound, readTrips } from './departures.ts'
import { readInstant } from './instants.ts'
import type { ProblemObject } from './schemas.ts'

/** A stretch of time in ms. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What a problem object says beside its prices, checked; instants in ms, energies at the battery side. */
export interface Rules {
  readonly from: number
  readonly until: number
  readonly efficiency: number
  readonly most: number
  readonly least: number
  readonly forced: readonly Span[]
  readonly blocked: readonly Span[]
  readonly bounds: readonly TimedBound[]
  /** Instants at which rules change. */
  readonly edges: readonly number[]
}

/** Reads all fields but the prices; what makes no sense is added to `faults`. */
export function readRules(problem: ProblemObject, faults: ProblemFault[]): Rules {
  checkNumbers(problem, faults)
  const now = instant('now', problem.now, faults)
  const start = problem.window_start === undefined ? now : instant('window_start', problem.window_start, faults)
  const until = instant('deadline', problem.deadline, faults)
  const forced = spans('forced_on', problem.forced_on, faults)
  const trips = readTrips(problem, faults)
  const blocked = [...spans('blocked', problem.blocked, faults), ...trips.away]
  const bounds = [
    ...timedBounds('soc_floors', problem.soc_floors, faults).map(({ time, kwh }) => ({ time, least: kwh, most: Infinity })),
    ...timedBounds('soc_ceilings', problem.soc_ceilings, faults).map(({ time, kwh }) => ({
      time,
      least: -Infinity,
      most: kwh,
    })),
    ...trips.bounds,
  ]
  checkContradictions({ forced, blocked, from: Math.max(now, start), until }, faults)
  return {
    from: Math.max(now, start),
    until,
    efficiency: problem.efficiency ?? 1,
    most: problem.energy_max_kwh ?? problem.energy_kwh,
    least: problem.energy_kwh,
    forced,
    blocked,
    bounds,
    edges: [...[...forced, ...blocked].flatMap(({ start, end }) => [start, end]), ...bounds.map(({ time }) => time)],
  }
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
    if (span.end < span.start) faults.push({ field: `${name}.end`, value: end, expected: `not before ${start}` })
    return span
  })
}

function timedBounds(
  field: string,
  given: readonly { readonly time: string; readonly kwh: number }[] | undefined,
  faults: ProblemFault[],
): { time: number; kwh: number }[] {
  return (given ?? []).map(({ time, kwh }, index) => {
    const name = `${field}[${String(index)}]`
    if (!Number.isFinite(kwh)) faults.push({ field: `${name}.kwh`, value: String(kwh), expected: 'a finite number' })
    return { time: instant(`${name}.time`, time, faults), kwh }
  })
}

/** What would ask the car to charge and not to charge at once is nobody's wish. */
function checkContradictions(
  { forced, blocked, from, until }: Pick<Rules, 'forced' | 'blocked' | 'from' | 'until'>,
  faults: ProblemFault[],
): void {
  forced.forEach((span, index) => {
    const name = `forced_on[${String(index)}]`
    const value = `${shown(span.start)} to ${shown(span.end)}`
    const clash = blocked.find(({ start, end }) => start < span.end && span.start < end)
    if (clash !== undefined) {
      faults.push({ field: name, value, expected: `no overlap with blocked time from ${shown(clash.start)}` })
    }
    if (span.end > span.start && (span.start < from || span.end > until)) {
      faults.push({ field: name, value, expected: `within ${shown(from)} to ${shown(until)}` })
    }
  })
}

const NOT_NEGATIVE = [
  'energy_kwh',
  'energy_max_kwh',
  'max_power_kw',
  'min_power_kw',
  'max_starts',
  'min_run_min',
  'min_soc_first_kwh',
  'grid_limit_kw',
] as const

function checkNumbers(problem: ProblemObject, faults: ProblemFault[]): void {
  const fail = (field: string, value: unknown, expected: string): void => {
    faults.push({ field, value: String(value), expected })
  }
  for (const field of NOT_NEGATIVE) {
    const value = problem[field]
    if (value != null && !(value >= 0 && value < Infinity)) fail(field, value, 'a finite number, not negative')
  }
  const { efficiency = 1, min_power_kw: least, max_power_kw: most, price_limit: limit } = problem
  if (!(efficiency > 0 && efficiency <= 1)) fail('efficiency', efficiency, 'above 0 and at most 1')
  if (problem.power_mode === 'semi' && least != null && least > most) {
    fail('min_power_kw', least, `at most max_power_kw, ${String(most)}`)
  }
  const { energy_kwh: energy, energy_max_kwh: mostEnergy = energy } = problem
  if (mostEnergy < energy) fail('energy_max_kwh', mostEnergy, `at least energy_kwh, ${String(energy)}`)
  if (limit != null && Number.isNaN(limit)) fail('price_limit', limit, 'a number')
  checkCosts(problem, fail)
}

function checkCosts(problem: ProblemObject, fail: (field: string, value: unknown, expected: string) => void): void {
  const { start_cost: starts, tier, capacity } = problem
  const given = typeof starts === 'number' ? [starts] : (starts ?? [])
  given.forEach((cost, index) => {
    const field = typeof starts === 'number' ? 'start_cost' : `start_cost[${String(index)}]`
    if (!(cost >= 0 && cost < Infinity)) fail(field, cost, 'a finite number, not negative')
  })
  if (tier !== undefined && !(tier.threshold_kw >= 0)) fail('tier.threshold_kw', tier.threshold_kw, 'not negative')
  if (tier !== undefined && !(tier.surcharge >= 0 && tier.surcharge < Infinity)) {
    fail('tier.surcharge', tier.surcharge, 'a finite number, not negative')
  }
  capacity?.steps.forEach(({ up_to_kw: upTo, cost }, index, steps) => {
    const before = steps[index - 1]
    const rises = before === undefined || (upTo > before.up_to_kw && cost >= before.cost)
    const field = `capacity.steps[${String(index)}]`
    if (!Number.isFinite(cost) || Number.isNaN(upTo) || !rises) {
      fail(field, `up to ${String(upTo)} kW at ${String(cost)}`, 'numbers, limits rising and costs not falling')
    }
  })
}

function shown(instant: number): string {
  return Number.isFinite(instant) ? new Date(instant).toISOString() : 'no instant'
}
