import type { Solver } from '../plan-type.ts'
import type { Solution, Statement, Taper } from '../statement.ts'
import { at, marks, numbers } from './columns.ts'
import { type Filling, solveFreePower } from './free-power.ts'
import { meritOrder } from './merit-order.ts'
import { placeParts, startsOf } from './place.ts'
import { relaxationOf } from './relaxation.ts'
import { oneBlock } from './one-block.ts'
import { overBoxes } from './over-boxes.ts'
import type { Found } from './found.ts'
import type { Completed } from './runs/complete.ts'
import { chargeIncrease, dayPeaks } from './peak-charge.ts'
import { energyCost } from './fill.ts'
import { solveTaper } from './taper/solve-taper.ts'
import { solveRuns } from './runs/solve-runs.ts'
import { firstGuess } from './runs/first-guess.ts'
import { type HourRoom, type StageContext, stageContext } from './runs/stage-context.ts'

/** Costs nearer than this are equal. */
const SAME_COST = 1e-7
/** kWh that a bound may be missed by: rounding. */
const BOUND_TOLERANCE = 1e-7
/** kWh that a sum of energies may be off. */
const ROUNDING = 1e-9

/** The cheapest plan for a statement, by the fastest method that is exact for it. */
export function optimise(statement: Statement, verdict?: 'infeasible'): Solution {
  if (!canObey(statement)) return optimise({ ...statement, forced: marks(statement.count) }, 'infeasible')
  const found = between(statement)
  if (found !== null) return toSolution(statement, found, verdict)
  const most = mostEnergy(statement)
  return most === null ? nothingPossible(statement) : toSolution(statement, most, verdict)
}

/** Whether charging is possible wherever it is forced. */
function canObey({ count, forced, most }: Statement): boolean {
  for (let t = 0; t < count; t++) if (forced[t] === 1 && at(most, t) <= 0) return false
  return true
}

/** The best plan, or where no fast exact method is known a plan and how far from the best it may be. */
function between(statement: Statement): Found | null {
  const relaxation = statement.taper === null ? relaxationOf(statement) : null
  if (relaxation === null) return best(statement)
  const loose = best(relaxation.loose)
  if (loose === null) return null
  const onlyBounds =
    relaxation.loose.runs === statement.runs && relaxation.cautious.granularity === statement.granularity
  if (onlyBounds && keepsBounds(statement, loose.completed)) return loose
  const found = best(relaxation.cautious)
  if (found === null) return null
  const gap = found.completed.cost - (loose.completed.cost - loose.gap)
  return { ...found, gap: gap > SAME_COST ? gap + found.gap : 0 }
}

function keepsBounds({ bounds }: Statement, { energy }: Completed): boolean {
  let charged = 0
  let reached = -1
  return bounds.every(({ after, least, most }) => {
    while (reached < after) charged += at(energy, ++reached)
    return charged >= least - BOUND_TOLERANCE && charged <= most + BOUND_TOLERANCE
  })
}

interface Search extends Filling {
  /** `null`: nothing depends on when charging begins or ends. */
  readonly context: StageContext | null
}

function best(statement: Statement): Found | null {
  if (statement.taper !== null) return tapered(statement, statement.taper)
  if (isOneBlock(statement)) {
    const { need, most, forced } = statement
    const mayBeLonger = need.most > need.least + ROUNDING
    // How long the block is to be is a question for the search over runs, unless forced time lies beside it.
    if (mayBeLonger && !forced.includes(1)) return ofRuns({ ...statement, least: most })
    const completed = oneBlock(statement)
    if (completed === null) return null
    const loose = mayBeLonger ? ofRuns({ ...statement, runs: null }) : null
    const gap = loose === null ? 0 : completed.cost - loose.completed.cost
    return { completed, gap: gap > SAME_COST ? gap : 0 }
  }
  return ofRuns(isAtFullPower(statement) ? { ...statement, least: statement.most } : statement)
}

/** One block at any instant is one at full power. */
function isAtFullPower({ granularity, runs }: Pick<Statement, 'granularity' | 'runs'>): boolean {
  return granularity === 'any' && runs?.oneRun === true
}

/** The best plan by filling energy or by a search over runs, over all ways to share out peaks. */
function ofRuns(statement: Statement): Found | null {
  const { need, runs } = statement
  const context = runs === null ? null : stageContext(statement, runs)
  const search = { statement, order: meritOrder(statement), need, context }
  return statement.peaks === null
    ? withinRoom(search, null, Infinity)
    : overBoxes(search, statement.peaks, (hours, cut) => withinRoom(search, hours, cut))
}

/**
 * Under a taper. Exact for a car at full power or none, without a least run. Where peaks cost something too, where power may lie
 * between a minimum and full power, or where a run of just the least length may float over a change of power, no fast exact
 * method is known: then the gap is what the plan costs above the optimum of what is left without these.
 */
function tapered(statement: Statement, taper: Taper): Found | null {
  const { peaks } = statement
  const found = solveTaper(statement, taper)
  if (found === null) return null
  const increase = peaks === null ? 0 : chargeIncrease(peaks, dayPeaks(peaks, found.energy))
  if (increase === Infinity) return null
  const cost = found.cost + increase
  const completed = { energy: found.energy, presence: found.presence, cost, score: cost }
  return { completed, gap: Math.max(0, cost - lowerBound(statement, taper, cost)), hours: found.hours }
}

/** What no plan under a taper can cost less than. */
function lowerBound(statement: Statement, taper: Taper, cost: number): number {
  const { peaks, runs, throttles, least, most } = statement
  const isFullPower = throttles ? runs === null : least.every((each, t) => each === at(most, t))
  if (peaks === null && isFullPower) {
    if (runs === null || runs.minimum === 0) return cost
    return solveTaper({ ...statement, runs: { ...runs, minimum: 0 } }, taper)?.cost ?? cost
  }
  return (
    best({ ...statement, taper: null, runs: null, forced: marks(statement.count) })?.completed.cost ??
    -Infinity
  )
}

/** One block at any instant means full power: a lower one would only make it longer. */
function isOneBlock({ granularity, runs, bounds, peaks }: Statement): boolean {
  return (
    isAtFullPower({ granularity, runs }) &&
    (runs?.maxStarts ?? 1) > 0 &&
    bounds.length === 0 &&
    peaks === null
  )
}

/** The best plan below a cut, given what every hour has room for. */
function withinRoom(search: Search, hours: HourRoom | null, cut: number): Found | null {
  const { context, order, need } = search
  if (context === null) {
    const completed = solveFreePower(search, hours)
    return completed === null || completed.cost >= cut ? null : { completed, gap: 0 }
  }
  const start = firstGuess(search, hours, context.rules)
  const { best: completed, gap } = solveRuns({ context, order, hours, need }, { cut, start })
  return completed === null ? null : { completed, gap }
}

/** The plan that charges most, and of those the cheapest: what remains when the need cannot be met. */
function mostEnergy(statement: Statement): Found | null {
  const worth = 1e3 * (1 + Math.max(0, ...statement.price.map((price) => Math.abs(price) || 0)))
  const eager = {
    ...statement,
    price: statement.price.map((price) => price - worth),
    need: { least: 0, most: statement.need.least },
  }
  const found = best(eager)
  if (found === null) return null
  const total = found.completed.energy.reduce((sum, g) => sum + g, 0)
  return best({ ...statement, need: { least: Math.max(0, total - ROUNDING), most: total } }) ?? found
}

function toSolution(
  statement: Statement,
  { completed, gap, hours }: Found,
  verdict?: 'infeasible',
): Solution {
  const { energy } = completed
  const presence = isCutIntoTime(statement, hours) ? placeParts(statement, energy) : completed.presence
  let total = 0
  for (let t = 0; t < energy.length; t++) total += at(energy, t)
  const shortfall = Math.max(0, statement.need.least - total)
  const status = verdict ?? (shortfall <= 1e-6 ? 'ok' : statement.bestEffort ? 'shortfall' : 'infeasible')
  const starts = startsOf(statement, presence)
  return {
    status,
    energy,
    presence,
    hours: hours ?? null,
    starts,
    cost: costOf(statement, energy, starts),
    shortfall: status === 'ok' ? 0 : shortfall,
    gap,
    solver: solverOf(statement),
  }
}

/** Part power where it is possible and something counts the power, else full power for a part of the slot. */
function isCutIntoTime(
  { runs, granularity, throttles, tier, peaks }: Statement,
  hours?: Float64Array,
): boolean {
  if (runs !== null || granularity !== 'any' || hours !== undefined) return false
  return !throttles || (tier === null && peaks === null)
}

/** The cost of a plan from its energies alone, without what the search added to settle ties. */
function costOf(statement: Statement, energy: Float64Array, starts: readonly number[]): number {
  const { runs, peaks } = statement
  let cost = energyCost(statement, energy) + statement.standing
  if (runs !== null) for (const slot of starts) cost += at(runs.startCost, slot)
  return peaks === null ? cost : cost + chargeIncrease(peaks, dayPeaks(peaks, energy))
}

function solverOf(statement: Statement): Solver {
  const { runs, bounds, taper } = statement
  if (taper !== null) return 'taper'
  if (isOneBlock(statement)) return 'one-block'
  if (runs !== null) return 'runs'
  return bounds.length > 0 ? 'cumulative' : 'merit-order'
}

function nothingPossible(statement: Statement): Solution {
  const { count, need } = statement
  return {
    status: 'infeasible',
    energy: numbers(count),
    presence: marks(count),
    hours: null,
    starts: [],
    cost: 0,
    shortfall: need.least,
    gap: 0,
    solver: 'nothing-to-do',
  }
}
