import { type ProblemFault, PlanningProblemError } from '../check-problem.ts'
import { at } from '../optimise/columns.ts'
import type { CumulativeBound, RunRules, Statement, Taper, Tier } from '../statement.ts'
import { type CutSlots, cutSlots } from './cut.ts'
import { readPeaks } from './peaks.ts'
import { type Rules, type Span, readRules } from './rules.ts'
import type { ProblemObject } from './schemas.ts'
import { type Series, readSeries } from './series.ts'

/** A problem object in numbers, and what of it an answer needs again. */
export interface ReadProblem {
  readonly statement: Statement
  readonly rules: Rules
  readonly slots: CutSlots
}

const MS_PER_HOUR = 3_600_000

/**
 * Reads a problem object into the numbers of {@link Statement}: cuts its slots to the charging window and wherever rules
 * change, and moves energies to the grid side.
 *
 * @throws PlanningProblemError naming every field that makes no sense
 */
export function readProblem(problem: ProblemObject): ReadProblem {
  const faults: ProblemFault[] = []
  const series = readSeries(problem, faults)
  const rules = readRules(problem, faults)
  if (faults.length > 0) throw new PlanningProblemError(faults)
  const offered = offerOf(problem, rules, cutSlots(series, rules.from, rules.until, rules.edges))
  const first = minimumFirst(problem, rules, offered)
  if (first === null) return { statement: assemble(problem, rules, { series, ...offered }), rules, slots: offered.slots }
  if (problem.granularity !== 'any') {
    const { forced, least } = prefix(offered, first)
    return {
      statement: assemble(problem, rules, { series, ...offered, forced, least }),
      rules,
      slots: offered.slots,
    }
  }
  const again = offerOf(problem, rules, cutSlots(series, rules.from, rules.until, [...rules.edges, first.at]))
  const forced = Uint8Array.from(again.forced, (value, t) => {
    return value === 1 || (at(again.slots.start, t) < first.at && at(again.most, t) > 0) ? 1 : 0
  })
  return { statement: assemble(problem, rules, { series, ...again, forced }), rules, slots: again.slots }
}

/** What every slot offers. */
interface Offer {
  readonly slots: CutSlots
  readonly hours: Float64Array
  readonly most: Float64Array
  readonly least: Float64Array
  readonly forced: Uint8Array
}

function offerOf(problem: ProblemObject, rules: Rules, slots: CutSlots): Offer {
  const { count } = slots
  const [hours, most, least] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)]
  const forced = new Uint8Array(count)
  const leastPower = problem.power_mode === 'onoff' ? Infinity : leastOf(problem)
  for (let t = 0; t < count; t++) {
    const length = (at(slots.end, t) - at(slots.start, t)) / MS_PER_HOUR
    const power = availablePower(problem, rules, slots, t)
    hours[t] = length
    most[t] = power * length
    least[t] = Math.min(power, leastPower) * length
    forced[t] = isWithin(rules.forced, at(slots.start, t)) ? 1 : 0
  }
  return { slots, hours, most, least, forced }
}

function leastOf({ power_mode: mode, min_power_kw: least }: ProblemObject): number {
  return mode === 'semi' ? (least ?? 0) : 0
}

/** Power that the car may take in a slot, kW; 0 where charging is not possible. */
function availablePower(problem: ProblemObject, { blocked }: Rules, slots: CutSlots, t: number): number {
  const price = at(slots.price, t)
  if (Number.isNaN(price) || price > (problem.price_limit ?? Infinity)) return 0
  if (isWithin(blocked, at(slots.start, t))) return 0
  const limit = (problem.grid_limit_kw ?? Infinity) - at(slots.base, t)
  const power = Math.min(problem.max_power_kw, limit)
  return power <= 0 || power < leastOf(problem) - 1e-9 ? 0 : power
}

function isWithin(spans: readonly Span[], instant: number): boolean {
  return spans.some(({ start, end }) => start <= instant && instant < end)
}

interface MinimumFirst {
  /** The instant at which full power from the beginning has charged the minimum. */
  readonly at: number
  readonly slot: number
  /** Energy of that slot until then. */
  readonly rest: number
}

/** `null` if nothing has to be charged first. If it cannot be reached in the window all of it is needed. */
function minimumFirst(problem: ProblemObject, { efficiency }: Rules, { slots, most, hours }: Offer): MinimumFirst | null {
  let missing = (problem.min_soc_first_kwh ?? 0) / efficiency
  if (missing <= 0) return null
  for (let slot = 0; slot < slots.count; slot++) {
    const room = at(most, slot)
    if (missing <= room) {
      const share = room === 0 ? 0 : missing / room
      return { slot, rest: missing, at: at(slots.start, slot) + share * at(hours, slot) * MS_PER_HOUR }
    }
    missing -= room
  }
  return { slot: slots.count, rest: 0, at: Infinity }
}

/** "Charge F first" is a prefix: every slot before is full, and in the slot in which F is reached the car is on. */
function prefix({ most, least, forced }: Offer, { slot, rest }: MinimumFirst): Pick<Offer, 'forced' | 'least'> {
  const mustBe = Uint8Array.from(forced)
  const atLeast = Float64Array.from(least)
  for (let t = 0; t < Math.min(slot + 1, most.length); t++) {
    if (at(most, t) <= 0) continue
    mustBe[t] = 1
    atLeast[t] = t < slot ? at(most, t) : Math.max(at(least, t), rest)
  }
  return { forced: mustBe, least: atLeast }
}

interface Parts extends Offer {
  readonly series: Series
}

function assemble(problem: ProblemObject, rules: Rules, parts: Parts): Statement {
  const { slots, series, hours, most, forced } = parts
  const { efficiency } = rules
  const least = Float64Array.from(parts.least)
  for (const [t, value] of forced.entries()) {
    if (value === 1 && isWithin(rules.forced, at(slots.start, t))) least[t] = at(most, t)
    if (value === 1 && problem.granularity === 'any') least[t] = at(most, t)
  }
  return {
    count: slots.count,
    start: slots.start,
    hours,
    price: slots.price.map((price) => (Number.isNaN(price) ? 0 : price)),
    most,
    least,
    forced,
    tier: readTier(problem, slots, hours),
    granularity: problem.granularity ?? 'slot',
    need: { least: rules.least / efficiency, most: rules.most / efficiency },
    bestEffort: problem.best_effort ?? false,
    runs: readRuns(problem, slots),
    bounds: readBounds(rules, slots),
    peaks:
      problem.capacity === undefined ? null : readPeaks(problem.capacity, series, slots, problem.tz ?? 'UTC'),
    taper: readTaper(problem, efficiency),
  }
}

function readTier({ tier }: ProblemObject, slots: CutSlots, hours: Float64Array): Tier | null {
  if (tier === undefined) return null
  const room = hours.map((length, t) => Math.max(0, tier.threshold_kw - at(slots.base, t)) * length)
  const standing = hours.reduce((sum, length, t) => {
    return sum + tier.surcharge * Math.max(0, at(slots.base, t) - tier.threshold_kw) * length
  }, 0)
  return { surcharge: tier.surcharge, room, standing }
}

/** `null` where on and off make no difference: power in a range, and no rule about runs. */
function readRuns(problem: ProblemObject, slots: CutSlots): RunRules | null {
  const { start_cost: cost = 0, max_starts: maxStarts = Infinity, min_run_min: minimum = 0 } = problem
  const oneRun = problem.contiguous ?? false
  const startCost = Float64Array.from({ length: slots.count }, (_, t) => {
    return typeof cost === 'number' ? cost : (cost[slots.origin[t] ?? 0] ?? 0)
  })
  const anyRule = oneRun || maxStarts < Infinity || minimum > 0 || startCost.some((each) => each > 0)
  const partOfSlot = problem.power_mode === 'range' || (problem.granularity === 'any' && leastFits(problem))
  if (!anyRule && partOfSlot) return null
  const initiallyOn = problem.initially_on ?? false
  return { startCost, maxStarts, oneRun, minimum: minimum / 60, initiallyOn }
}

/** With charging at any instant a slot can hold any energy at full power for a part of the time. */
function leastFits({ granularity }: ProblemObject): boolean {
  return granularity === 'any'
}

function readBounds({ bounds, efficiency }: Rules, slots: CutSlots): CumulativeBound[] {
  const placed = bounds.map(({ time, least, most }) => {
    let after = -1
    while (after + 1 < slots.count && at(slots.end, after + 1) <= time + 1) after++
    return { after, least: least / efficiency, most: most / efficiency }
  })
  return placed.toSorted((a, b) => a.after - b.after)
}

function readTaper({ taper, max_power_kw: full }: ProblemObject, efficiency: number): Taper | null {
  if (taper === undefined || taper.length === 0) return null
  const steps = [{ from_kwh: 0, power_kw: full }, ...taper]
  return {
    from: steps.map(({ from_kwh }) => from_kwh / efficiency),
    power: steps.map(({ power_kw }) => Math.min(full, power_kw)),
  }
}
