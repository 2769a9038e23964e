import { describe, expect, test } from 'vitest'
import { answerProblem } from '../../../src/planning/problem-object/answer.ts'
import type { AnswerObject, ProblemObject } from '../../../src/planning/problem-object/schemas.ts'
import { answer, instant, quarters } from '../oracle/by-hand.ts'
import { type Dice, diceOf } from '../oracle/dice.ts'
import { judge } from '../oracle/judge.ts'
import { at } from '../oracle/statement.ts'

const CASES = 400
const SAME_COST = 1e-6

/** What a pattern of slots costs, and how it stands among those of equal cost. */
interface Worth {
  readonly cost: number
  /** Σ number of the slot · its energy. */
  readonly lateness: number
  readonly starts: number
}

describe('of all patterns of up to nine slots', () => {
  test('the cheapest is found, and of several the earliest, with the fewest starts', () => {
    const wrong: string[] = []
    const seen = { infeasible: 0, tied: 0 }
    for (let seed = 0; seed < CASES; seed++) {
      const problem = smallRequest(diceOf(`brute force ${String(seed)}`))
      const patterns = worthOfAll(problem)
      if (patterns.length === 0) seen.infeasible++
      if (bestOf(patterns).length > 1) seen.tied++
      wrong.push(
        ...faultsOf(problem, answerProblem(problem), patterns).map((fault) => `${String(seed)}: ${fault}`),
      )
    }
    expect(wrong).toEqual([])
    expect(seen.infeasible).toBeGreaterThan(CASES / 50)
    expect(seen.infeasible).toBeLessThan(CASES / 2)
    expect(seen.tied).toBeGreaterThan(CASES / 10)
  })
})

describe('a wrong pattern is found', () => {
  const problem = quarters([2, 1, 1, 1, 2], { power_mode: 'onoff', energy_kwh: 2, start_cost: 1 })
  const wrong: readonly (readonly [what: string, given: AnswerObject])[] = [
    ['dearer', answer([[0, 30, 4]], 4)],
    ['later than another of equal cost', answer([[30, 60, 4]], 3)],
    ['against a rule', answer([[15, 30, 4]], 2)],
    ['not called one, though there is one', answer([], 0, { status: 'infeasible', shortfall_kwh: 2 })],
  ]
  test.each(wrong)('that is %s', (_, given) => {
    expect(faultsOf(problem, given, worthOfAll(problem))).not.toEqual([])
  })

  test('that has more starts than another as early and as cheap', () => {
    const free = quarters([1, 1, 1, 1, 1], { power_mode: 'onoff', energy_kwh: 3, blocked: [] })
    const patterns = [...worthOfAll(free), { cost: 3, lateness: 3, starts: 0 }]
    expect(faultsOf(free, answer([[0, 45, 4]], 3), patterns)).not.toEqual([])
  })

  test('but not the right one', () => {
    expect(faultsOf(problem, answer([[15, 45, 4]], 3), worthOfAll(problem))).toEqual([])
  })
})

/** Whole prices, so that many patterns cost the same; 1 kWh a slot. */
function smallRequest(dice: Dice): ProblemObject {
  const count = dice.whole(2, 9)
  const energy_kwh = dice.whole(0, count - 1)
  const prices = Array.from({ length: count }, () => dice.whole(-1, 3))
  const from = dice.whole(0, count - 1)
  const blocked = [{ start: instant(15 * from), end: instant(15 * (from + dice.whole(1, 2))) }]
  return quarters(prices, {
    power_mode: 'onoff',
    energy_kwh,
    energy_max_kwh: energy_kwh + dice.pick(0, 0, 1, 2),
    ...(dice.chance(0.5) ? { start_cost: dice.whole(1, 3) } : {}),
    ...(dice.chance(0.3) ? { max_starts: dice.whole(0, 3) } : {}),
    ...(dice.chance(0.4) ? { min_run_min: dice.pick(15, 20, 30, 45) } : {}),
    ...(dice.chance(0.4) ? { initially_on: true } : {}),
    ...(dice.chance(0.3) ? { blocked } : {}),
  })
}

/** All patterns that keep every rule, read anew from the request and bit by bit: no run of the planner's code. */
function worthOfAll(problem: ProblemObject): Worth[] {
  const count = problem.series?.price.length ?? 0
  return Array.from({ length: 2 ** count }, (_, pattern) => pattern).flatMap((pattern) => {
    const slots = Array.from({ length: count }, (_, slot) => slot).filter(
      (slot) => ((pattern >> slot) & 1) === 1,
    )
    return worthOf(problem, slots) ?? []
  })
}

function worthOf(problem: ProblemObject, slots: readonly number[]): Worth | null {
  const { energy_kwh, energy_max_kwh = energy_kwh, max_starts = Infinity, min_run_min = 0 } = problem
  if (slots.length < energy_kwh || slots.length > energy_max_kwh) return null
  if (slots.some((slot) => isBlocked(problem, slot))) return null
  const begun = runsOf(slots).filter(({ from }) => !(from === 0 && problem.initially_on === true))
  if (begun.length > max_starts || begun.some(({ length }) => 15 * length < min_run_min)) return null
  const startCost = typeof problem.start_cost === 'number' ? problem.start_cost : 0
  const prices = slots.map((slot) => problem.series?.price[slot] ?? NaN)
  return {
    cost: total(prices) + startCost * begun.length,
    lateness: total(slots),
    starts: begun.length,
  }
}

function isBlocked({ blocked = [] }: ProblemObject, slot: number): boolean {
  const [start, end] = [at(instant(15 * slot)), at(instant(15 * (slot + 1)))]
  return blocked.some((span) => at(span.start) < end && at(span.end) > start)
}

function runsOf(slots: readonly number[]): { from: number; length: number }[] {
  const firsts = slots.filter((slot) => !slots.includes(slot - 1))
  const lasts = slots.filter((slot) => !slots.includes(slot + 1))
  return firsts.map((from, run) => ({ from, length: (lasts[run] ?? NaN) - from + 1 }))
}

/** The cheapest patterns. */
function bestOf(patterns: readonly Worth[]): Worth[] {
  const least = Math.min(...patterns.map(({ cost }) => cost))
  return patterns.filter(({ cost }) => cost <= least + SAME_COST)
}

function faultsOf(problem: ProblemObject, given: AnswerObject, patterns: readonly Worth[]): string[] {
  const [first, ...others] = bestOf(patterns).toSorted(
    (a, b) => a.lateness - b.lateness || a.starts - b.starts,
  )
  if (first === undefined) {
    return given.status === 'ok' ? ['is ok, though no pattern keeps the rules'] : []
  }
  if (given.status !== 'ok')
    return [`is ${given.status}, though ${String(others.length + 1)} patterns are best`]
  const own = worthOf(problem, slotsOf(given))
  const faults = [...judge(problem, given).faults]
  if (own === null) return [...faults, 'keeps not all rules']
  if (Math.abs(given.cost - first.cost) > SAME_COST) {
    faults.push(`costs ${String(given.cost)}, not ${String(first.cost)}`)
  }
  if (own.lateness !== first.lateness)
    faults.push(`lies at ${String(own.lateness)}, not ${String(first.lateness)}`)
  else if (own.starts !== first.starts)
    faults.push(`has ${String(own.starts)} starts, not ${String(first.starts)}`)
  return faults
}

function slotsOf({ plan }: AnswerObject): number[] {
  const first = at(instant(0))
  return plan.flatMap(({ start, end }) => {
    const [from, to] = [start, end].map((time) => Math.round((at(time) - first) / 900_000))
    return Array.from({ length: (to ?? 0) - (from ?? 0) }, (_, index) => (from ?? 0) + index)
  })
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
