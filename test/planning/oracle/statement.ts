import type { ProblemObject } from '../../../src/planning/problem-object/schemas.ts'

export const HOUR_MS = 3_600_000

/** A price slot, or the part of it that lies in the window. Times in ms since the epoch. */
export interface Cell {
  readonly start: number
  readonly end: number
  readonly hours: number
  /** Number of its price slot in the request; start costs go by it. */
  readonly slot: number
  readonly price: number
  readonly base: number
  /** Full power at the grid side that may be used here, before any taper; 0: no charging. */
  readonly power: number
  readonly forced: boolean
}

export interface Span {
  readonly start: number
  readonly end: number
}

/** A bound on the battery energy added by an instant. */
export interface Bound {
  readonly time: number
  readonly kwh: number
}

/** One request as plain numbers, read as literally as possible. */
export interface Statement {
  readonly window: Span
  readonly cells: readonly Cell[]
  readonly efficiency: number
  /** Battery energy: at least, and at most. */
  readonly required: number
  readonly most: number
  readonly floors: readonly Bound[]
  readonly ceilings: readonly Bound[]
  readonly minRunMs: number
  readonly initiallyOn: boolean
}

interface PricedSlot extends Span {
  readonly slot: number
  readonly price: number | null
  readonly base: number
}

export function at(instant: string): number {
  return new Date(instant).getTime()
}

export function overlapMs(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start))
}

export function spansOf(intervals: ProblemObject['blocked']): Span[] {
  return (intervals ?? []).map(({ start, end }) => ({ start: at(start), end: at(end) }))
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** `gridMs` also cuts the window into steps of that length, for the oracle that works on such steps. */
export function statementOf(problem: ProblemObject, gridMs?: number): Statement {
  const start = Math.max(at(problem.now), at(problem.window_start ?? problem.now))
  const window = { start, end: Math.max(start, at(problem.deadline)) }
  const bounds = boundsOf(problem, window.end)
  const cuts = cutsOf(problem, bounds, { window, gridMs })
  const cells = withFirstCut(problem, cellsOf(problem, window, cuts))
  const efficiency = problem.efficiency ?? 1
  const wanted = problem.energy_kwh
  const required = problem.best_effort === true ? Math.min(wanted, fitting(problem, cells)) : wanted
  return {
    window,
    cells,
    efficiency,
    required,
    most: problem.energy_max_kwh ?? wanted,
    ...bounds,
    minRunMs: (problem.min_run_min ?? 0) * 60_000,
    initiallyOn: problem.initially_on ?? false,
  }
}

/** All slots of the request, inside the window or not: their base load counts for peaks. */
export function pricedSlots(problem: ProblemObject): PricedSlot[] {
  const listed = (problem.slots ?? []).map((each, slot) => ({
    start: at(each.start),
    end: at(each.end),
    slot,
    price: each.price ?? null,
    base: each.base_load_kw ?? 0,
  }))
  const { series } = problem
  if (series === undefined) return listed
  const step = series.step_min * 60_000
  const first = at(series.start)
  const numbered = series.price.map((price, slot) => ({
    start: first + slot * step,
    end: first + (slot + 1) * step,
    slot,
    price,
    base: series.base_load_kw?.[slot] ?? 0,
  }))
  return [...listed, ...numbered]
}

/** The most the car takes at a battery energy added on: power falls from certain energies on. */
export function taperedPower(problem: ProblemObject, addedKwh: number): number {
  let power = problem.max_power_kw
  for (const step of problem.taper ?? []) if (addedKwh >= step.from_kwh - 1e-9) power = step.power_kw
  return Math.min(power, problem.max_power_kw)
}

/** Grid energy taken at full power in some hours, beginning with some battery energy added on. */
export function fullPowerKwh(problem: ProblemObject, power: number, hours: number, added = 0): number {
  const efficiency = problem.efficiency ?? 1
  let [left, energy] = [hours, 0]
  for (const knee of [...(problem.taper ?? []).map((step) => step.from_kwh), Infinity]) {
    const now = added + efficiency * energy
    if (knee <= now + 1e-9 || left <= 0) continue
    const rate = Math.min(power, taperedPower(problem, now))
    const until = rate <= 0 ? left : Math.min(left, (knee - now) / (efficiency * rate))
    energy += rate * until
    left -= until
  }
  return energy
}

function fitting(problem: ProblemObject, cells: readonly Cell[]): number {
  const efficiency = problem.efficiency ?? 1
  let added = 0
  for (const { power, hours } of cells) added += efficiency * fullPowerKwh(problem, power, hours, added)
  return added
}

/** Each trip adds what it uses to the bounds of all that come after it. */
function boundsOf(problem: ProblemObject, end: number): { floors: Bound[]; ceilings: Bound[] } {
  const read = (bounds: ProblemObject['soc_floors']): Bound[] =>
    (bounds ?? []).map(({ time, kwh }) => ({ time: at(time), kwh }))
  const floors = read(problem.soc_floors)
  const ceilings = read(problem.soc_ceilings)
  const room = problem.battery_room_kwh
  let used = 0
  for (const trip of (problem.departures ?? []).toSorted((a, b) => at(a.time) - at(b.time))) {
    floors.push({ time: at(trip.time), kwh: trip.energy_kwh + used })
    if (room !== undefined) ceilings.push({ time: at(trip.time), kwh: room + used })
    used += trip.used_kwh ?? 0
  }
  if (room !== undefined) ceilings.push({ time: end, kwh: room + used })
  return { floors, ceilings }
}

/** Absences and blocked times alike: no charging. */
function blockedSpans(problem: ProblemObject): Span[] {
  const away = (problem.departures ?? []).flatMap(({ time, back }) =>
    back === undefined ? [] : [{ start: at(time), end: at(back) }],
  )
  return [...spansOf(problem.blocked), ...away]
}

function cutsOf(
  problem: ProblemObject,
  { floors, ceilings }: { floors: readonly Bound[]; ceilings: readonly Bound[] },
  { window, gridMs }: { window: Span; gridMs: number | undefined },
): number[] {
  const cuts: number[] = []
  if (problem.granularity === 'any' || gridMs !== undefined) {
    for (const span of [...blockedSpans(problem), ...spansOf(problem.forced_on)])
      cuts.push(span.start, span.end)
    for (const { time } of [...floors, ...ceilings]) cuts.push(time)
  }
  if (gridMs !== undefined) for (let time = window.start; time < window.end; time += gridMs) cuts.push(time)
  return [...new Set(cuts)].toSorted((a, b) => a - b)
}

function cellsOf(problem: ProblemObject, window: Span, cuts: readonly number[]): Cell[] {
  const blocked = blockedSpans(problem)
  const forced = spansOf(problem.forced_on)
  return pricedSlots(problem)
    .toSorted((a, b) => a.start - b.start)
    .flatMap((slot) => {
      const start = Math.max(slot.start, window.start)
      const end = Math.min(slot.end, window.end)
      const edges = [start, ...cuts.filter((cut) => cut > start && cut < end), end]
      return edges.slice(1).map((edge, index) => ({ ...slot, start: edges[index] ?? start, end: edge }))
    })
    .filter((part) => part.end > part.start)
    .map((part) => ({
      ...part,
      hours: (part.end - part.start) / HOUR_MS,
      price: part.price ?? 0,
      power: blocked.some((span) => overlapMs(span, part) > 0) ? 0 : availablePower(problem, part),
      forced: forced.some((span) => overlapMs(span, part) > 0),
    }))
}

/** At any instant what comes first ends at an instant of its own: until then, power is full whatever that costs. */
function withFirstCut(problem: ProblemObject, cells: Cell[]): Cell[] {
  const tapers = (problem.taper ?? []).length > 0
  let missing = (problem.min_soc_first_kwh ?? 0) / (problem.efficiency ?? 1)
  if (problem.granularity !== 'any' || tapers || missing <= 0) return cells
  return cells.flatMap((cell) => {
    const full = cell.power * cell.hours
    const hours = missing > 0 && missing < full ? missing / cell.power : cell.hours
    missing -= full
    if (hours > cell.hours - 1e-9) return [cell]
    const cut = cell.start + hours * HOUR_MS
    return [
      { ...cell, end: cut, hours },
      { ...cell, start: cut, hours: cell.hours - hours },
    ]
  })
}

function availablePower(problem: ProblemObject, { price, base }: PricedSlot): number {
  if (price === null || price > (problem.price_limit ?? Infinity)) return 0
  const power = Math.max(0, Math.min(problem.max_power_kw, (problem.grid_limit_kw ?? Infinity) - base))
  const least = problem.power_mode === 'semi' ? (problem.min_power_kw ?? 0) : 0
  return power < least - 1e-9 ? 0 : power
}
