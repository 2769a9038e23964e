import type { ProblemFault } from '../check-problem.ts'
import { isTimeZone } from '../../base/local-time.ts'
import { at } from '../optimise/columns.ts'
import type { Series } from '../terms/series.ts'
import type { Terms } from '../terms/terms.ts'
import type { ProblemObject } from './schemas.ts'

const NOT_NEGATIVE = [
  'energy_kwh',
  'energy_max_kwh',
  'max_power_kw',
  'min_power_kw',
  'max_starts',
  'min_run_min',
  'min_soc_first_kwh',
  'grid_limit_kw',
  'battery_room_kwh',
] as const

/** Above this charging would be over within milliseconds, which is what instants are counted in. */
const MOST_POWER = 10_000

type Fail = (field: string, value: unknown, expected: string) => void

/** Every number of a problem object; what makes no sense is added to `faults`. */
export function checkNumbers(problem: ProblemObject, series: Series, faults: ProblemFault[]): void {
  const fail: Fail = (field, value, expected) => {
    faults.push({ field, value: String(value), expected })
  }
  checkSigns(problem, fail)
  checkNeed(problem, fail)
  checkPower(problem, fail)
  checkTaper(problem, fail)
  checkCombinations(problem, fail)
  checkCosts(problem, fail)
  checkCostCount(problem, series, fail)
  if (problem.capacity === undefined) return
  checkCapacity(problem.capacity, problem.tz, fail)
  checkHours(problem, series, fail)
}

function checkSigns(problem: ProblemObject, fail: Fail): void {
  for (const field of NOT_NEGATIVE) {
    const value = problem[field]
    if (value != null && !(value >= 0 && value < Infinity)) {
      fail(field, value, 'a finite number, not negative')
    }
  }
}

function checkNeed(problem: ProblemObject, fail: Fail): void {
  const { efficiency = 1, energy_kwh: energy, energy_max_kwh: mostEnergy = energy } = problem
  if (!(efficiency > 0 && efficiency <= 1)) fail('efficiency', efficiency, 'above 0 and at most 1')
  if (mostEnergy < energy) fail('energy_max_kwh', mostEnergy, `at least energy_kwh, ${String(energy)}`)
  if (Number.isNaN(problem.price_limit ?? 0)) fail('price_limit', problem.price_limit, 'a number')
}

function checkPower(
  { power_mode: mode, min_power_kw: least, max_power_kw: most }: ProblemObject,
  fail: Fail,
): void {
  if (most > MOST_POWER) fail('max_power_kw', most, `at most ${String(MOST_POWER)} kW`)
  if (mode === 'semi' && least != null && least > most) {
    fail('min_power_kw', least, `at most max_power_kw, ${String(most)}`)
  }
}

/** What no method here can do justice to is refused rather than answered by half. */
function checkCombinations(problem: ProblemObject, fail: Fail): void {
  if (problem.granularity !== 'any') return
  if (typeof problem.start_cost === 'object') {
    const expected =
      'one cost where charging may begin at any instant: else it pays to begin a moment earlier'
    fail('start_cost', 'a list', expected)
  }
  if (problem.contiguous === true) checkOneBlock(problem, fail)
}

/** One block at any instant, beside what is forced. */
function checkOneBlock(problem: ProblemObject, fail: Fail): void {
  const { min_soc_first_kwh: first = 0, forced_on: forced = [], capacity } = problem
  if (first > 0) {
    fail(
      'min_soc_first_kwh',
      first,
      '0 with one block at any instant: what comes first would be a second one',
    )
  }
  const bounds = [problem.soc_floors, problem.soc_ceilings, problem.departures]
  const isBounded = capacity !== undefined || bounds.some((each) => each !== undefined && each.length > 0)
  if (forced.length > 0 && isBounded) {
    const expected = 'no forced_on beside one block at any instant with bounds or a capacity charge'
    fail('contiguous', true, expected)
  }
}

function checkTaper({ taper, granularity, tier, max_power_kw: most }: ProblemObject, fail: Fail): void {
  if (taper === undefined || taper.length === 0) return
  if (granularity !== 'any') fail('granularity', granularity, 'any: with a taper power falls within a slot')
  if (tier !== undefined) fail('tier', 'a surcharge', 'none: it cannot be combined with a taper')
  taper.forEach(({ from_kwh: from, power_kw: power }, index) => {
    const before = taper[index - 1] ?? { from_kwh: -1, power_kw: most }
    const field = `taper[${String(index)}]`
    if (!(from >= 0 && from > before.from_kwh))
      fail(`${field}.from_kwh`, from, `above ${String(before.from_kwh)}`)
    if (!(power > 0 && power <= before.power_kw)) {
      fail(`${field}.power_kw`, power, `above 0 and at most ${String(before.power_kw)}: a taper falls`)
    }
  })
}

function checkCosts({ start_cost: starts, tier }: ProblemObject, fail: Fail): void {
  const given = typeof starts === 'number' ? [starts] : (starts ?? [])
  given.forEach((cost, index) => {
    const field = typeof starts === 'number' ? 'start_cost' : `start_cost[${String(index)}]`
    if (!(cost >= 0 && cost < Infinity)) fail(field, cost, 'a finite number, not negative')
  })
  if (tier === undefined) return
  if (!(tier.threshold_kw >= 0)) fail('tier.threshold_kw', tier.threshold_kw, 'not negative')
  if (!(tier.surcharge >= 0 && tier.surcharge < Infinity)) {
    fail('tier.surcharge', tier.surcharge, 'a finite number, not negative')
  }
}

function checkCostCount({ start_cost: starts }: ProblemObject, { count }: Series, fail: Fail): void {
  if (!Array.isArray(starts) || starts.length === count) return
  fail('start_cost', `${String(starts.length)} costs`, `one for each of ${String(count)} slots`)
}

function checkCapacity(
  {
    steps,
    rule,
    measured_peak_kw: measured = 0,
    measured_days: days = [],
  }: NonNullable<ProblemObject['capacity']>,
  tz: string | undefined,
  fail: Fail,
): void {
  if (steps.length === 0) fail('capacity.steps', 'empty', 'at least one step')
  steps.forEach(({ up_to_kw: upTo, cost }, index) => {
    const before = steps[index - 1]
    const rises = before === undefined || (upTo > before.up_to_kw && cost >= before.cost)
    if (!(Math.abs(cost) < Infinity) || Number.isNaN(upTo) || !rises) {
      const value = `up to ${String(upTo)} kW at ${String(cost)}`
      fail(`capacity.steps[${String(index)}]`, value, 'numbers, limits rising and costs not falling')
    }
  })
  if (!(measured >= 0 && measured < Infinity)) fail('capacity.measured_peak_kw', measured, 'not negative')
  days.forEach(({ peak_kw: peak }, index) => {
    const field = `capacity.measured_days[${String(index)}].peak_kw`
    if (!(peak >= 0 && peak < Infinity)) fail(field, peak, 'not negative')
  })
  if (rule === 'three_highest_days' && (tz === undefined || !isTimeZone(tz))) {
    fail('tz', tz, 'an IANA time zone: days are local')
  }
}

const MS_PER_HOUR = 3_600_000

/** A slot in two clock hours would have one power but two limits. */
function checkHours(problem: ProblemObject, { count, start, end }: Series, fail: Fail): void {
  for (let i = 0; i < count; i++) {
    const hour = Math.floor(at(start, i) / MS_PER_HOUR)
    if (!(at(end, i) - 1 >= (hour + 1) * MS_PER_HOUR)) continue
    const field = problem.series === undefined ? `slots[${String(i)}]` : `series.price[${String(i)}]`
    fail(field, shown(at(start, i)), 'a slot within one clock hour, since capacity steps count clock hours')
    return
  }
}

/** What would ask the car to charge and not to charge at once is nobody's wish. */
export function checkSpans(
  { forced, blocked, from, until }: Pick<Terms, 'forced' | 'blocked' | 'from' | 'until'>,
  faults: ProblemFault[],
): void {
  forced.forEach(({ start, end }, index) => {
    const clash = blocked.find((span) => span.start < end && start < span.end)
    const field = `forced_on[${String(index)}]`
    const value = `${shown(start)} to ${shown(end)}`
    if (clash !== undefined) {
      faults.push({ field, value, expected: `no overlap with blocked time from ${shown(clash.start)}` })
    }
    if (end > start && (end <= from || start >= until)) {
      faults.push({ field, value, expected: `not wholly outside ${shown(from)} to ${shown(until)}` })
    }
  })
}

function shown(instant: number): string {
  return Number.isFinite(instant) ? new Date(instant).toISOString() : 'no instant'
}
