import type { ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { hoursOf, meanOfThree, monthsOf, stepCost, type HourLoad, type Month } from './capacity.ts'
import { createProgramme, solve, type Programme, type Way } from './linear-programme.ts'
import { overlapMs, statementOf, type Bound, type Cell, type Statement } from './statement.ts'

export type Exact =
  | { readonly status: 'optimal'; readonly cost: number; readonly grid: readonly CellEnergy[] }
  | { readonly status: 'infeasible' }

export interface CellEnergy {
  readonly cell: Cell
  readonly kwh: number
}

type Capacity = NonNullable<ProblemObject['capacity']>

interface Draft {
  readonly problem: ProblemObject
  readonly statement: Statement
  readonly programme: Programme
  readonly hours: readonly HourLoad[]
}

/** Energies may come from a division and be off by rounding; so little is free. */
const ENERGY_SLACK_KWH = 1e-8

/**
 * The exact optimum, by a general solver on the statement as it is written. Not for taper, and with granularity `any` only
 * where a part of a slot at full power is the same as the whole slot at part power: no starts are counted.
 */
export async function solveExactly(problem: ProblemObject, way: Way = 'plain'): Promise<Exact> {
  const statement = statementOf(problem)
  if (!isCovered(problem)) throw new Error('Not a case for this oracle')
  if (isContradictory(statement)) return { status: 'infeasible' }
  const programme = createProgramme()
  const draft = { problem, statement, programme, hours: hoursOf(problem) }
  if (!addCapacity(draft)) return { status: 'infeasible' }
  addEnergy(draft)
  if (needsOnOff(problem)) addOnOff(draft)
  addBounds(draft)
  addTier(draft)
  const solved = await solve(programme, way)
  if (solved.status === 'infeasible') return solved
  const grid = statement.cells.map((cell, index) => ({ cell, kwh: solved.values.get(g(index)) ?? 0 }))
  return { status: 'optimal', cost: solved.cost, grid }
}

function isCovered(problem: ProblemObject): boolean {
  if ((problem.taper ?? []).length > 0) return false
  return problem.granularity !== 'any' || !countsStarts(problem)
}

function countsStarts(problem: ProblemObject): boolean {
  const costs = [problem.start_cost ?? 0].flat()
  const limited = problem.contiguous === true || problem.max_starts !== undefined
  return limited || (problem.min_run_min ?? 0) > 0 || costs.some((cost) => cost > 0)
}

/** At any instant, and with starts free, power can be switched so fast that only its mean counts. */
function needsOnOff(problem: ProblemObject): boolean {
  return countsStarts(problem) || (problem.power_mode !== 'range' && problem.granularity !== 'any')
}

/** Forced where charging is not possible, e.g. forced and blocked at once. */
function isContradictory({ cells }: Statement): boolean {
  return cells.some(({ forced, power }) => forced && power === 0)
}

const g = (cell: number): string => `g${String(cell)}`
const u = (cell: number): string => `u${String(cell)}`
const s = (cell: number): string => `s${String(cell)}`

function addEnergy({ statement, programme }: Draft): void {
  const { cells, efficiency, required, most } = statement
  for (const [index, cell] of cells.entries()) {
    const cap = cell.power * cell.hours
    programme.variable(g(index), cell.forced ? cap : 0, cap)
    programme.cost(cell.price, g(index))
  }
  const battery = cells.map((_, index) => [efficiency, g(index)] as const)
  programme.row(battery, '>=', required - ENERGY_SLACK_KWH)
  programme.row(battery, '<=', most + ENERGY_SLACK_KWH)
}

function addOnOff(draft: Draft): void {
  const { problem, statement, programme } = draft
  const { cells } = statement
  for (const [index, cell] of cells.entries()) {
    const cap = cell.power * cell.hours
    programme.binary(u(index))
    programme.binary(s(index))
    programme.row([[1, g(index)], [-cap, u(index)]], '<=', 0) // prettier-ignore
    programme.row([[1, g(index)], [-leastKwh(problem, cell), u(index)]], '>=', 0) // prettier-ignore
    if (cell.forced) programme.row([[1, u(index)]], '=', 1)
    if (cell.power === 0) programme.row([[1, u(index)]], '=', 0)
    addStart(draft, index)
    programme.cost(startCost(problem, cell), s(index))
  }
  const starts = cells.map((_, index) => [1, s(index)] as const)
  if (problem.max_starts !== undefined) programme.row(starts, '<=', problem.max_starts)
  if (problem.contiguous === true) {
    programme.row(goesOn(statement) ? [...starts, [1, u(0)]] : starts, '<=', 1)
  }
}

function leastKwh({ power_mode, min_power_kw }: ProblemObject, { power, hours }: Cell): number {
  if (power_mode === 'onoff') return power * hours
  return power_mode === 'semi' && power > 0 ? Math.min(power, min_power_kw ?? 0) * hours : 0
}

function startCost({ start_cost = 0 }: ProblemObject, { slot }: Cell): number {
  return typeof start_cost === 'number' ? start_cost : (start_cost[slot] ?? 0)
}

/** Charging in the first cell would go on with what already runs. */
function goesOn({ initiallyOn, cells, window }: Statement): boolean {
  return initiallyOn && cells[0]?.start === window.start
}

function addStart({ statement, programme }: Draft, index: number): void {
  const { cells, minRunMs } = statement
  const cell = cells[index]
  if (cell === undefined) return
  const touches = cells[index - 1]?.end === cell.start
  const already = index === 0 && goesOn(statement) ? 1 : 0
  if (touches) programme.row([[1, s(index)], [-1, u(index)], [1, u(index - 1)]], '>=', 0) // prettier-ignore
  else programme.row([[1, s(index)], [-1, u(index)]], '>=', -already) // prettier-ignore
  // A mark without a start would count as one and force slots: it must not be set.
  programme.row([[1, s(index)], [-1, u(index)]], '<=', 0) // prettier-ignore
  let end = cell.end
  for (let next = index + 1; end < cell.start + minRunMs - 1; next++) {
    const follower = cells[next]
    if (follower?.start !== end) {
      programme.row([[1, s(index)]], '=', 0)
      return
    }
    programme.row([[1, s(index)], [-1, u(next)]], '<=', 0) // prettier-ignore
    end = follower.end
  }
}

function addBounds(draft: Draft): void {
  const { problem, statement, programme } = draft
  const { cells, efficiency } = statement
  const bound = (relation: '>=' | '<=', { time, kwh }: Bound): void => {
    const before = { start: statement.window.start, end: time }
    const terms = cells.map((cell, index) => {
      const share = overlapMs(cell, before) / (cell.end - cell.start)
      return [efficiency * share, g(index)] as const
    })
    programme.row(terms, relation, kwh + (relation === '<=' ? ENERGY_SLACK_KWH : -ENERGY_SLACK_KWH))
  }
  for (const floor of statement.floors) bound('>=', floor)
  for (const ceiling of statement.ceilings) bound('<=', ceiling)
  const first = problem.min_soc_first_kwh ?? 0
  let full = 0
  for (const cell of first > 0 ? cells : []) {
    full += efficiency * cell.power * cell.hours
    bound('>=', { time: cell.end, kwh: Math.min(first, full) })
  }
}

/** The surcharge on the base load alone is part of the cost, so every cell of the window counts. */
function addTier({ problem, statement, programme }: Draft): void {
  const { tier } = problem
  if (tier === undefined) return
  for (const [index, { base, hours, power }] of statement.cells.entries()) {
    const above = programme.variable(`o${String(index)}`, 0, Math.max(0, (base + power) * hours))
    programme.row([[1, above], [-1, g(index)]], '>=', (base - tier.threshold_kw) * hours) // prettier-ignore
    programme.cost(tier.surcharge, above)
  }
}

/** False if what is measured is already above the last step. */
function addCapacity(draft: Draft): boolean {
  const { capacity } = draft.problem
  if (capacity === undefined) return true
  if (capacity.rule === 'three_highest_days') {
    return monthsOf(capacity, draft.hours).every((month, index) =>
      addMonth(draft, capacity, { month, index }),
    )
  }
  const before = capacity.measured_peak_kw ?? 0
  const step = addStep(draft, capacity, { index: 0, before })
  for (const hour of draft.hours) addHour(draft, hour, step)
  return Number.isFinite(stepCost(capacity, before))
}

type Limit = readonly (readonly [number, string])[]

/** One step of the tariff is picked; its limit is at least `before`. */
function addStep(
  { programme }: Draft,
  capacity: Capacity,
  { index, before }: { index: number; before: number },
): Limit {
  const picked = capacity.steps.map((step, number) => {
    const name = programme.binary(`z${String(index)}_${String(number)}`)
    programme.cost(step.cost, name)
    return [step.up_to_kw, name] as const
  })
  programme.row(picked.map(([, name]) => [1, name]), '=', 1) // prettier-ignore
  programme.row(picked, '>=', before - ENERGY_SLACK_KWH)
  const paid = stepCost(capacity, before)
  programme.cost(Number.isFinite(paid) ? -paid : 0, 'one')
  return picked
}

/** The mean of the hour stays within the limit. */
function addHour({ statement, programme }: Draft, hour: HourLoad, limit: Limit): void {
  const charged = statement.cells.map((cell, index) => {
    const share = overlapMs(cell, hour) / (cell.end - cell.start)
    return [share, g(index)] as const
  })
  const allowed = limit.map(([kw, name]) => [-kw * hour.hours, name] as const)
  programme.row(
    [...charged.filter(([share]) => share > 0), ...allowed],
    '<=',
    ENERGY_SLACK_KWH - hour.baseKwh,
  )
}

/** The mean of every three days stays within the step, so that of the three highest does. */
function addMonth(
  draft: Draft,
  capacity: Capacity,
  { month, index }: { month: Month; index: number },
): boolean {
  const { programme, hours } = draft
  const before = meanOfThree(month.measured.values())
  const step = addStep(draft, capacity, { index, before })
  const planned = month.planned.map((day): Limit => {
    const peak = programme.variable(`x${day.replaceAll('-', '_')}`, month.measured.get(day) ?? 0, 1e4)
    for (const hour of hours) if (hour.day === day) addHour(draft, hour, [[1, peak]])
    return [[1, peak]]
  })
  const others = [...month.measured].filter(([day]) => !month.planned.includes(day)).map(([, peak]) => peak)
  const highest = [0, 0, 0, ...others].toSorted((a, b) => b - a).slice(0, 3)
  const days: Limit[] = [...planned, ...highest.map((peak): Limit => [[peak, 'one']])]
  const limit = step.map(([kw, name]) => [-3 * kw, name] as const)
  for (const [a, first] of days.entries())
    for (const [b, second] of days.entries())
      for (const third of days.slice(b + 1))
        if (b > a) programme.row([...first, ...second, ...third, ...limit], '<=', ENERGY_SLACK_KWH)
  return Number.isFinite(stepCost(capacity, before))
}
