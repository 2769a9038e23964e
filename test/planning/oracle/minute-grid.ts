import type { ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { fullPowerKwh, statementOf, type Bound, type Cell, type Statement } from './statement.ts'

export type OnGrid = { readonly status: 'optimal'; readonly cost: number } | { readonly status: 'infeasible' }

/** What the past means for the rest: the run that goes on, starts so far, energy in the battery. */
interface State {
  /** Steps since the run began, counted up to the least length; 0: off. */
  readonly running: number
  readonly starts: number
  readonly battery: number
  readonly cost: number
}

interface Between {
  readonly after: number
  readonly upTo: number
}

interface Rules {
  readonly problem: ProblemObject
  readonly statement: Statement
  readonly leastSteps: number
  readonly mostStarts: number
  readonly stepMs: number
}

const ENERGY_TOLERANCE_KWH = 1e-7

/**
 * The exact optimum at full power with free times, step by step over a grid: a step is charged in whole or not at all. It is
 * the optimum at any instant only if times, durations and energies of the request are multiples of the step (with a taper, the
 * full-power time up to each of its knees too). Not for capacity, tier, or power between nothing and full; `range` stands for
 * full power here, as in one block or with a taper. Small cases only: every energy reached is a state.
 */
export function solveOnGrid(problem: ProblemObject, stepMinutes: number): OnGrid {
  if (problem.capacity !== undefined || problem.tier !== undefined || problem.power_mode === 'semi') {
    throw new Error('Not a case for this oracle')
  }
  const stepMs = stepMinutes * 60_000
  const statement = statementOf(problem, stepMs)
  if (statement.cells.some(({ start, end }) => end - start !== stepMs)) {
    throw new Error('The times of the request are no multiples of the step')
  }
  if (problem.contiguous === true && problem.granularity === 'any') return oneBlock(statement)
  return freeTimes({
    problem,
    statement,
    stepMs,
    leastSteps: Math.max(1, Math.ceil(statement.minRunMs / stepMs - 1e-9)),
    mostStarts: Math.min(problem.max_starts ?? Infinity, problem.contiguous === true ? 1 : Infinity),
  })
}

function freeTimes(rules: Rules): OnGrid {
  const { problem, statement } = rules
  const { cells, window, initiallyOn, required, most } = statement
  // What runs already counts as long enough: it may stop at any time.
  const goesOn = initiallyOn && cells[0]?.start === window.start
  let states: State[] = [{ running: goesOn ? rules.leastSteps : 0, starts: 0, battery: 0, cost: 0 }]
  let could = 0
  for (const [index, cell] of cells.entries()) {
    could += statement.efficiency * fullPowerKwh(problem, cell.power, cell.hours, could)
    const first = Math.min(problem.min_soc_first_kwh ?? 0, could)
    const next = states.flatMap((state) => oneStep(state, rules, index))
    states = cheapest(next.filter(({ battery }) => isWithin(battery, first, most)))
  }
  const rest = { after: cells.at(-1)?.start ?? -Infinity, upTo: Infinity }
  const costs = states
    .flatMap((state) => stopped(state, rules))
    .filter((state) => keepsBounds(state, statement, rest) && isWithin(state.battery, required, most))
    .map(({ cost }) => cost)
  return costs.length === 0 ? { status: 'infeasible' } : { status: 'optimal', cost: Math.min(...costs) }
}

/** What may follow on a state: charging in the cell, or not. */
function oneStep(state: State, rules: Rules, index: number): State[] {
  const { cells } = rules.statement
  const [previous, cell] = [cells[index - 1], cells[index]]
  if (cell === undefined) return []
  const between = { after: previous?.start ?? -Infinity, upTo: cell.start }
  if (!keepsBounds(state, rules.statement, between)) return []
  const isGap = previous !== undefined && previous.end !== cell.start
  const before = isGap ? stopped(state, rules) : [state]
  return before.flatMap((each) => [
    ...(cell.forced ? [] : stopped(each, rules)),
    ...charged(each, cell, { rules, index }),
  ])
}

function isWithin(battery: number, least: number, most: number): boolean {
  return battery >= least - ENERGY_TOLERANCE_KWH && battery <= most + ENERGY_TOLERANCE_KWH
}

/** A run may end only if it lasted long enough. */
function stopped(state: State, { leastSteps }: Rules): State[] {
  return state.running > 0 && state.running < leastSteps ? [] : [{ ...state, running: 0 }]
}

function charged(state: State, cell: Cell, { rules, index }: { rules: Rules; index: number }): State[] {
  const { problem, statement, leastSteps, mostStarts } = rules
  if (cell.power === 0) return []
  const kwh = fullPowerKwh(problem, cell.power, cell.hours, state.battery)
  if (kwh <= 0) return []
  const isStart = state.running === 0
  // The run that goes on from before takes the place of the only one allowed.
  const takesPlace = problem.contiguous === true && index === 0 && !isStart
  const starts = state.starts + (isStart || takesPlace ? 1 : 0)
  if (starts > mostStarts) return []
  return [
    {
      running: isStart ? 1 : Math.min(leastSteps, state.running + 1),
      starts,
      battery: state.battery + statement.efficiency * kwh,
      cost: state.cost + cell.price * kwh + (isStart ? startCost(problem, cell) : 0),
    },
  ]
}

function startCost({ start_cost = 0 }: ProblemObject, { slot }: Cell): number {
  return typeof start_cost === 'number' ? start_cost : (start_cost[slot] ?? 0)
}

/** Bounds that hold after one step and before the next; energies do not change in a gap. */
function keepsBounds({ battery }: State, { floors, ceilings }: Statement, between: Between): boolean {
  const applies = ({ time }: Bound): boolean => time > between.after && time <= between.upTo
  const isAbove = floors.filter(applies).every(({ kwh }) => battery >= kwh - ENERGY_TOLERANCE_KWH)
  return isAbove && ceilings.filter(applies).every(({ kwh }) => battery <= kwh + ENERGY_TOLERANCE_KWH)
}

/** Of states with the same future, the cheapest. */
function cheapest(states: readonly State[]): State[] {
  const best = new Map<string, State>()
  for (const state of states) {
    const key = `${String(state.running)} ${String(state.starts)} ${String(Math.round(state.battery * 1e7))}`
    if (state.cost < (best.get(key)?.cost ?? Infinity)) best.set(key, state)
  }
  return [...best.values()]
}

/**
 * One block at full power beside the forced time, by trying every step as its start. Forced time is charged in any case; the
 * block lies beside it and brings the rest, or there is none if the forced time brings enough. Bounds hold; starts are not
 * counted.
 */
function oneBlock(statement: Statement): OnGrid {
  const { cells, efficiency, required, most } = statement
  const forced = cells.filter((cell) => cell.forced)
  if (forced.some(({ power }) => power === 0)) return { status: 'infeasible' }
  const energyOf = (own: readonly Cell[]): number =>
    own.reduce((total, { power, hours }) => total + efficiency * power * hours, 0)
  let least = Infinity
  const offer = (own: readonly Cell[]): void => {
    if (!isWithin(energyOf(own), required, most)) return
    const by = (time: number): number => energyOf(own.filter(({ end }) => end <= time))
    if (!statement.floors.every(({ time, kwh }) => by(time) >= kwh - ENERGY_TOLERANCE_KWH)) return
    if (!statement.ceilings.every(({ time, kwh }) => by(time) <= kwh + ENERGY_TOLERANCE_KWH)) return
    least = Math.min(least, own.reduce((total, { price, power, hours }) => total + price * power * hours, 0)) // prettier-ignore
  }
  offer(forced)
  for (const from of cells.keys()) {
    const block: Cell[] = []
    for (const cell of cells.slice(from)) {
      const isApart = block.length > 0 && block.at(-1)?.end !== cell.start
      if (cell.forced || cell.power === 0 || isApart) break
      block.push(cell)
      offer([...forced, ...block])
    }
  }
  return least === Infinity ? { status: 'infeasible' } : { status: 'optimal', cost: least }
}
