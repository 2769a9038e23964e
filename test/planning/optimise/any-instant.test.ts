import { describe, expect, test } from 'vitest'
import { answerProblem } from '../../../src/planning/problem-object/answer.ts'
import type { AnswerObject, ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { answer, instant, quarters } from '../oracle/by-hand.ts'
import { type Dice, diceOf } from '../oracle/dice.ts'
import { judge } from '../oracle/judge.ts'
import { solveOnGrid } from '../oracle/minute-grid.ts'

const CASES = 150
const COST_TOLERANCE = 1e-4

/** All times, and the full-power time to every energy, are multiples of five minutes: the optimum over such steps is the optimum. */
const STEP_MIN = 5

const KINDS: readonly (readonly [what: string, make: (dice: Dice) => ProblemObject])[] = [
  ['with runs', runsRequest],
  ['with power that falls as the battery fills', taperRequest],
]

describe('where charging may start and stop at any instant', () => {
  test.each(KINDS)('the plan costs what the best on a grid of five minutes costs, %s', (what, make) => {
    const wrong: string[] = []
    let feasible = 0
    for (let seed = 0; seed < CASES; seed++) {
      const problem = make(diceOf(`any instant ${what} ${String(seed)}`))
      const given = answerProblem(problem)
      if (given.status === 'ok') feasible++
      wrong.push(...faultsOf(problem, given).map((fault) => `${String(seed)}: ${fault}`))
    }
    expect(wrong).toEqual([])
    expect(feasible).toBeGreaterThan(CASES / 2)
    expect(feasible).toBeLessThan(CASES)
  })

  test.each(KINDS)('a finer grid finds nothing cheaper, %s', (what, make) => {
    const wrong: string[] = []
    for (let seed = 0; seed < 5; seed++) {
      const problem = make(diceOf(`any instant ${what} ${String(seed)}`))
      wrong.push(...faultsOf(problem, answerProblem(problem), 1).map((fault) => `${String(seed)}: ${fault}`))
    }
    expect(wrong).toEqual([])
  })
})

describe('a wrong answer is found', () => {
  const problem = quarters([3, 1, 2], { power_mode: 'onoff', granularity: 'any', energy_kwh: 5 / 3 })
  const wrong: readonly (readonly [what: string, given: AnswerObject])[] = [
    ['that is dearer', answer([[5, 30, 4]], 3)],
    ['that says it is cheaper', answer([[15, 40, 4]], 2.2)],
    ['that charges too little', answer([[15, 35, 4]], 5 / 3)],
    ['that gives up', answer([], 0, { status: 'infeasible', shortfall_kwh: 5 / 3 })],
    ['that costs no number', answer([[15, 40, 4]], Number.NaN)],
  ]
  test.each(wrong)('%s', (_, given) => {
    expect(faultsOf(problem, given)).not.toEqual([])
  })

  test('that does the impossible', () => {
    const impossible = { ...problem, min_run_min: 40 }
    expect(faultsOf(impossible, answer([[15, 40, 4]], 7 / 3))).not.toEqual([])
  })

  test('and a right one is not', () => {
    expect(faultsOf(problem, answer([[15, 40, 4]], 7 / 3))).toEqual([])
  })
})

/** Runs at 12 kW, 1 kWh in five minutes. */
function runsRequest(dice: Dice): ProblemObject {
  const count = dice.whole(6, 13)
  return nightOf(dice, count, {
    power_mode: 'onoff',
    energy_kwh: dice.whole(1, 2 * count),
    ...rulesOf(dice, count),
  })
}

/** Falls to 6 kW after 3, 6 or 9 kWh, and mostly to 3 kW after 12 kWh: steps of five minutes up to each knee. */
function taperRequest(dice: Dice): ProblemObject {
  const count = dice.whole(6, 13)
  const first = { from_kwh: 3 * dice.whole(1, 3), power_kw: 6 }
  const taper = dice.chance(0.7) ? [first, { from_kwh: 12, power_kw: 3 }] : [first]
  const rules = rulesOf(dice, count)
  const hasRuns = (rules.max_starts ?? rules.min_run_min ?? rules.start_cost) !== undefined
  return nightOf(dice, count, {
    power_mode: hasRuns ? 'onoff' : dice.pick('onoff', 'range'),
    energy_kwh: Math.min(14, 2 * dice.whole(1, 7)),
    taper,
    ...rules,
  })
}

function nightOf(dice: Dice, count: number, more: Partial<ProblemObject>): ProblemObject {
  const prices = Array.from({ length: count }, () => dice.between(-0.3, 1.7, 1))
  return quarters(prices, { max_power_kw: 12, granularity: 'any', ...more })
}

function rulesOf(dice: Dice, count: number): Partial<ProblemObject> {
  const from = 5 * dice.whole(0, 3 * count - 4)
  const blocked = [{ start: instant(from), end: instant(from + 20) }]
  const soc_floors = [{ time: instant(15 * Math.floor(count / 2)), kwh: 2 }]
  return {
    ...(dice.chance(0.6) ? { max_starts: dice.whole(1, 3) } : {}),
    ...(dice.chance(0.6) ? { min_run_min: 5 * dice.whole(1, 8) } : {}),
    ...(dice.chance(0.6) ? { start_cost: dice.between(0, 1, 1) } : {}),
    ...(dice.chance(0.3) ? { initially_on: true } : {}),
    ...(dice.chance(0.3) ? { blocked } : {}),
    ...(dice.chance(0.2) ? { soc_floors } : {}),
  }
}

function faultsOf(problem: ProblemObject, given: AnswerObject, stepMinutes = STEP_MIN): string[] {
  const exact = solveOnGrid(problem, stepMinutes)
  if (exact.status === 'infeasible') {
    return given.status === 'ok' ? ['is ok, though no plan on the grid meets the request'] : []
  }
  if (given.status !== 'ok') return [`is ${given.status}, though there is a plan`]
  const faults = [...judge(problem, given).faults]
  if (!(Math.abs(given.cost - exact.cost) <= COST_TOLERANCE * (1 + Math.abs(exact.cost)))) {
    faults.push(`costs ${String(given.cost)}, not ${String(exact.cost)}`)
  }
  return faults
}
