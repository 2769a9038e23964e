import type { AnswerObject, ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import type { Exact } from './milp.ts'

const START = Date.parse('2026-01-22T18:00:00Z')

/** Quarter hours in a row, 1 kWh each at full power. */
export function quarters(
  prices: readonly (number | null)[],
  more: Partial<ProblemObject> = {},
): ProblemObject {
  const minutes = more.series?.step_min ?? 15
  return {
    now: instant(0),
    deadline: instant(prices.length * minutes),
    max_power_kw: 4,
    power_mode: 'range',
    energy_kwh: 1,
    series: { start: instant(0), step_min: minutes, price: [...prices] },
    ...more,
  }
}

export function instant(minute: number): string {
  return new Date(START + minute * 60_000).toISOString()
}

export type Blocks = readonly (readonly [from: number, to: number, power: number])[]

export function answer(blocks: Blocks, cost: number, more: Partial<AnswerObject> = {}): AnswerObject {
  const plan = blocks.map(([from, to, power_kw]) => ({ start: instant(from), end: instant(to), power_kw }))
  return { status: 'ok', plan, cost, shortfall_kwh: 0, solver: 'by hand', gap: 0, ...more }
}

/** The answer that a solution of the exact solver stands for. */
export function answerOf(problem: ProblemObject, exact: Extract<Exact, { status: 'optimal' }>): AnswerObject {
  const plan = exact.grid
    .filter(({ kwh }) => kwh > 1e-7)
    .map(({ cell, kwh }) => ({
      start: new Date(cell.start).toISOString(),
      end: new Date(cell.end).toISOString(),
      power_kw: kwh / cell.hours,
    }))
  const battery = exact.grid.reduce((total, { kwh }) => total + kwh, 0) * (problem.efficiency ?? 1)
  const shortfall_kwh = Math.max(0, problem.energy_kwh - battery)
  const status = shortfall_kwh > 1e-6 ? 'shortfall' : 'ok'
  return { status, plan, cost: exact.cost, shortfall_kwh, solver: 'exact', gap: 0 }
}
