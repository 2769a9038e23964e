import { kw, kwh, money, perKwh, percent } from '../../src/base/units.ts'
import { optimise } from '../../src/planning/optimise/optimise.ts'
import { planCharging } from '../../src/planning/plan.ts'
import type { ProblemObject } from '../../src/planning/problem-object/schemas.ts'
import type { PlanningProblem } from '../../src/planning/problem.ts'
import { diceOf } from '../../test/planning/oracle/dice.ts'
import { iso, priceCurve } from '../../test/planning/oracle/instances.ts'
import { numericStatement } from './instances.ts'
import { type Table, figure } from './table.ts'
import { median, medianMicroseconds, quantile, warmUp } from './timing.ts'

/** µs, over the nights. */
export interface Explained {
  readonly nights: number
  readonly plan: number
  readonly planP95: number
  readonly solve: number
  readonly ratio: number
}

const DUSK = Date.parse('2026-01-22T16:00:00Z')
const QUARTER_MS = 900_000
/** 16 hours. */
const QUARTERS = 64
const NIGHTS = 20
const [POWER_KW, CAPACITY_KWH, EFFICIENCY] = [11, 77, 0.9]
const [SOC, TARGET] = [40, 80]
const RUNS = { maxStarts: 2, minimumRunMinutes: 30 }

/** The plan a driver gets, reasons included, for nights of quarter-hours with two starts and runs of 30 minutes. */
export function measureExplained(milliseconds: number): Explained {
  const nights = Array.from({ length: NIGHTS }, (_, index) => {
    const prices = priceCurve(diceOf(`night ${String(index)}`), QUARTERS)
    return { problem: nightOf(prices), statement: numericStatement(sameNight(prices)) }
  })
  warmUp(() => {
    for (const { problem } of nights) planCharging(problem)
    for (const { statement } of nights) optimise(statement)
  }, milliseconds)
  const plan = nights.map(({ problem }) => medianMicroseconds(() => planCharging(problem)))
  const solve = nights.map(({ statement }) => medianMicroseconds(() => optimise(statement)))
  const [planMedian, solveMedian] = [median(plan), median(solve)]
  const ratio = median(plan.map((time, index) => time / (solve[index] ?? Number.NaN)))
  return { nights: NIGHTS, plan: planMedian, planP95: quantile(plan, 0.95), solve: solveMedian, ratio }
}

function nightOf(prices: readonly number[]): PlanningProblem {
  return {
    now: new Date(DUSK),
    need: {
      soc: percent(SOC),
      target: percent(TARGET),
      minimum: percent(0),
      readyBy: new Date(DUSK + QUARTERS * QUARTER_MS),
      capacity: kwh(CAPACITY_KWH),
      power: kw(POWER_KW),
      efficiency: EFFICIENCY,
    },
    slots: prices.map((price, slot) => ({
      start: new Date(DUSK + slot * QUARTER_MS),
      end: new Date(DUSK + (slot + 1) * QUARTER_MS),
      costPerKwh: perKwh(price),
      quality: 'final' as const,
    })),
    runs: { ...RUNS, startCost: money(0) },
  }
}

/** The same request as a problem object: from it come the numbers to solve alone. */
function sameNight(prices: readonly number[]): ProblemObject {
  return {
    now: iso(DUSK),
    deadline: iso(DUSK + QUARTERS * QUARTER_MS),
    series: { start: iso(DUSK), step_min: 15, price: [...prices] },
    power_mode: 'onoff',
    granularity: 'any',
    max_power_kw: POWER_KW,
    efficiency: EFFICIENCY,
    energy_kwh: (CAPACITY_KWH * (TARGET - SOC)) / 100,
    max_starts: RUNS.maxStarts,
    min_run_min: RUNS.minimumRunMinutes,
  }
}

export function explainedTable({ nights, plan, planP95, solve, ratio }: Explained): Table {
  return {
    title: 'The service’s plan with its explanations; µs',
    head: ['', 'median', 'p95', 'solve alone', 'times solve'],
    rows: [['two starts, runs of 30 min', ...[plan, planP95, solve, ratio].map(figure)]],
    notes: [
      `${String(nights)} nights of ${String(QUARTERS)} quarter-hours, ${String(POWER_KW)} kW on or off at any instant, ${String(SOC)} to ${String(TARGET)} % of ${String(CAPACITY_KWH)} kWh.`,
      'Times solve: median over the nights.',
    ],
  }
}
