import type { AnswerObject, ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { capacityCost, hoursOf } from './capacity.ts'
import { energyFaults } from './judge-energy.ts'
import { powerFaults } from './judge-power.ts'
import { runFaults, startsOf } from './judge-runs.ts'
import { gridKwh, lay, TIME_TOLERANCE_MS, type Laid } from './pieces.ts'
import { at, HOUR_MS, overlapMs, statementOf, sum, type Statement } from './statement.ts'

export interface Judgement {
  /** What is wrong with the answer, one sentence each; none: it keeps every constraint and says what is true. */
  readonly faults: readonly string[]
  readonly cost: number
  readonly gridKwh: number
  readonly batteryKwh: number
  readonly starts: number
  /** Battery energy missing of what is wanted. */
  readonly shortfallKwh: number
}

/** An answer with all a check may ask for. */
export interface Case {
  readonly problem: ProblemObject
  readonly answer: AnswerObject
  readonly statement: Statement
  readonly laid: Laid
}

/**
 * Holds an answer against every constraint of its request, and works out anew what it costs. Whether there is a better one is
 * not its business. An answer that says `infeasible` has only its blocks checked: a best-effort plan may stand beside it.
 */
export function judge(problem: ProblemObject, answer: AnswerObject): Judgement {
  const statement = statementOf(problem)
  const laid = lay(answer, statement)
  const each = { problem, answer, statement, laid }
  const grid = gridKwh(laid.pieces)
  const battery = grid * statement.efficiency
  const shortfallKwh = Math.max(0, problem.energy_kwh - battery)
  const cost = costOf(each)
  const faults = [...blockFaults(each), ...powerFaults(each)]
  if (answer.status !== 'infeasible') {
    faults.push(...energyFaults(each), ...runFaults(each), ...claimFaults(each, { cost, shortfallKwh }))
  }
  return { faults, cost, gridKwh: grid, batteryKwh: battery, starts: startsOf(each).length, shortfallKwh }
}

function costOf({ problem, statement, laid }: Case): number {
  const energy = sum(laid.pieces.map((piece) => piece.cell.price * gridKwh([piece])))
  const starts = startsOf({ statement, laid }).map(({ start }) => startCost(problem, statement, start))
  const peaks = hoursOf(problem).map((hour) => gridKwh(laid.pieces, hour))
  return energy + sum(starts) + tierCost(problem, statement, laid) + capacityCost(problem, peaks)
}

function startCost({ start_cost = 0 }: ProblemObject, { cells }: Statement, start: number): number {
  if (typeof start_cost === 'number') return start_cost
  const cell = cells.find(({ end }) => start < end - TIME_TOLERANCE_MS)
  return start_cost[cell?.slot ?? -1] ?? 0
}

/** Over the whole window, and on the base load too. */
function tierCost({ tier }: ProblemObject, { cells }: Statement, { pieces }: Laid): number {
  if (tier === undefined) return 0
  const above = (power: number): number => Math.max(0, power - tier.threshold_kw)
  let energy = 0
  for (const cell of cells) {
    energy += above(cell.base) * cell.hours
    for (const piece of pieces.filter((each) => each.cell === cell)) {
      energy += ((above(cell.base + piece.power) - above(cell.base)) * (piece.end - piece.start)) / HOUR_MS
    }
  }
  return tier.surcharge * energy
}

/** Blocks in order, apart, of some length, and only where there are cells. */
function blockFaults({ answer, statement }: Case): string[] {
  const faults: string[] = []
  let last = -Infinity
  for (const { start, end, power_kw } of answer.plan) {
    const block = { start: at(start), end: at(end) }
    const name = `The block from ${start} to ${end}`
    if (!(block.end > block.start)) faults.push(`${name} ends before it starts`)
    if (!(power_kw >= 0)) faults.push(`${name} has a power of ${String(power_kw)} kW`)
    if (block.start < last - TIME_TOLERANCE_MS) faults.push(`${name} begins before the last one ends`)
    const covered = sum(statement.cells.map((cell) => overlapMs(cell, block)))
    const uncovered = block.end - block.start - covered
    if (uncovered > TIME_TOLERANCE_MS) faults.push(`${name} leaves the window or the slots`)
    last = block.end
  }
  return faults
}

function claimFaults(
  { answer, laid, statement }: Case,
  { cost, shortfallKwh }: { cost: number; shortfallKwh: number },
): string[] {
  const faults: string[] = []
  const dearest = Math.max(0, ...statement.cells.map(({ price }) => Math.abs(price)))
  const tolerance = 1e-6 * (1 + Math.abs(cost)) + laid.toleranceKwh * dearest
  if (!Number.isFinite(cost)) faults.push('The peak is above the last capacity step')
  else if (!(Math.abs(answer.cost - cost) <= tolerance)) {
    faults.push(`The cost is ${String(cost)}, not ${String(answer.cost)}`)
  }
  if (!(Math.abs(answer.shortfall_kwh - shortfallKwh) <= laid.toleranceKwh)) {
    faults.push(`The shortfall is ${String(shortfallKwh)} kWh, not ${String(answer.shortfall_kwh)}`)
  }
  if (answer.status === 'ok' && shortfallKwh > laid.toleranceKwh)
    faults.push('The answer is ok despite a shortfall')
  if (answer.status === 'shortfall' && shortfallKwh <= laid.toleranceKwh) {
    faults.push('The answer reports a shortfall that there is not')
  }
  return faults
}
