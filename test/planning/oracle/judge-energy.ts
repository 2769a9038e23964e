import type { Case } from './judge.ts'
import { gridKwh, without } from './pieces.ts'
import { spansOf, taperedPower, type Span } from './statement.ts'

/** Enough and not too much energy, at the deadline and at every bound before it; forced time at full power. */
export function energyFaults(each: Case): string[] {
  return [...totalFaults(each), ...boundFaults(each), ...firstFaults(each), ...forcedFaults(each)]
}

function chargedBy({ statement, laid }: Case, time: number): number {
  return statement.efficiency * gridKwh(laid.pieces, { start: statement.window.start, end: time })
}

/** A shortfall that is reported without `best_effort` stands for "cannot be met"; the least energy is not asked of it. */
function totalFaults(each: Case): string[] {
  const { statement, laid, answer, problem } = each
  const total = chargedBy(each, statement.window.end)
  const faults: string[] = []
  const excused = answer.status === 'shortfall' && problem.best_effort !== true
  if (!excused && total < statement.required - laid.toleranceKwh) {
    faults.push(`The battery gets ${String(total)} kWh, less than ${String(statement.required)}`)
  }
  if (total > statement.most + laid.toleranceKwh) {
    faults.push(`The battery gets ${String(total)} kWh, more than ${String(statement.most)}`)
  }
  return faults
}

function boundFaults(each: Case): string[] {
  const { statement, laid } = each
  const faults: string[] = []
  for (const { time, kwh } of statement.floors) {
    const charged = chargedBy(each, time)
    if (charged < kwh - laid.toleranceKwh)
      faults.push(`${named(time)} ${String(charged)} of ${String(kwh)} kWh are charged`)
  }
  for (const { time, kwh } of statement.ceilings) {
    const charged = chargedBy(each, time)
    if (charged > kwh + laid.toleranceKwh)
      faults.push(`${named(time)} ${String(charged)} kWh are charged, above ${String(kwh)}`)
  }
  return faults
}

/** The first energy comes at full available power, whatever the price: after every cell as much as could be. */
function firstFaults(each: Case): string[] {
  const { statement, problem, laid } = each
  const first = problem.min_soc_first_kwh ?? 0
  if (first <= 0) return []
  let could = 0
  for (const cell of statement.cells) {
    could += statement.efficiency * Math.min(cell.power, taperedPower(problem, could)) * cell.hours
    if (chargedBy(each, cell.end) < Math.min(first, could) - laid.toleranceKwh) {
      return [`${named(cell.end)} the first ${String(first)} kWh are late`]
    }
  }
  return []
}

/** Every instant of forced time in the window is charged, at full available power. */
function forcedFaults(each: Case): string[] {
  const { statement, laid, problem } = each
  const forced = spansOf(problem.forced_on)
  const faults: string[] = []
  for (const cell of statement.cells.filter((one) => one.forced)) {
    const inside: Span[] = forced.map((span) => ({
      start: Math.max(span.start, cell.start),
      end: Math.min(span.end, cell.end),
    }))
    const own = laid.pieces.filter((piece) => piece.cell === cell)
    const missing = without(inside, own)
    const tapered = (problem.taper ?? []).length > 0
    const weak = !tapered && own.some(({ power }) => power < cell.power - 1e-6)
    if (missing.length > 0 || weak || cell.power === 0)
      faults.push(`${named(cell.start)} charging is forced at full power`)
  }
  return faults
}

function named(time: number): string {
  return `At ${new Date(time).toISOString()}`
}
