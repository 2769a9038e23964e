import { describe, expect, test } from 'vitest'
import { answerProblem } from '../../../src/planning/problem-object/answer.ts'
import type { AnswerObject } from '../../../src/planning/problem-object/schemas.ts'
import { answer, quarters } from '../oracle/by-hand.ts'
import { instanceOf, type ProblemClass } from '../oracle/instances.ts'
import { solveExactly } from '../oracle/milp.ts'
import { mixedInstance } from '../oracle/mixed-instance.ts'
import { faultsAgainstExact, faultsBeside } from './against-exact.ts'
import { many } from './thorough.ts'

const TIMEOUT_MS = 900_000
/** Seeds that no other test uses. */
const FIRST_SEED = 40_000
/** From here on the exact solver is quick at first; now and then it takes up to a minute. */
const FIRST_MIXED_SEED = 41_000

/** The exact solver takes up to seconds for class e. */
const CASES: readonly (readonly [kind: ProblemClass, slots: 96 | 144 | 192, count: number])[] = [
  ['a', 96, 60],
  ['b', 96, 40],
  ['c', 96, 40],
  ['d', 96, 60],
  ['e', 96, 6],
  ['a', 192, 6],
  ['b', 144, 3],
  ['c', 144, 3],
  ['d', 192, 6],
]

describe('the cheapest plan is found', () => {
  test.each(CASES)(
    'for random requests of class %s with %d slots',
    async (kind, slots, count) => {
      const wrong: string[] = []
      for (let seed = FIRST_SEED; seed < FIRST_SEED + many(count); seed++) {
        const problem = instanceOf(kind, seed, slots)
        const given = answerProblem(problem)
        const faults = await faultsAgainstExact(problem, () => given)
        if (given.gap > 0) faults.push(`There is a gap of ${String(given.gap)}`)
        wrong.push(...faults.map((fault) => `seed ${String(seed)}: ${fault}`))
      }
      expect(wrong).toEqual([])
    },
    TIMEOUT_MS,
  )

  test(
    'for requests with all options mixed at random, or the gap is owned up to',
    async () => {
      const wrong: string[] = []
      let feasible = 0
      for (let seed = FIRST_MIXED_SEED; seed < FIRST_MIXED_SEED + many(150); seed++) {
        const problem = mixedInstance(seed)
        const faults = await faultsAgainstExact(problem, (each) => {
          const given = answerProblem(each)
          if (given.status === 'ok') feasible++
          return given
        })
        wrong.push(...faults.map((fault) => `seed ${String(seed)}: ${fault}`))
      }
      expect(wrong).toEqual([])
      expect(feasible).toBeGreaterThan(many(150) / 2)
    },
    TIMEOUT_MS,
  )
})

describe('what needs care is answered rightly, or the gap is owned up to:', () => {
  test.each([
    [40_579, 'least runs, none of which fits, after a car that is on'],
    [41_056, 'peaks of three days'],
    [41_189, 'least runs that no stretch between trips has room for'],
    [41_207, 'all or nothing to the watt-hour, under a capacity step'],
    [41_243, 'least runs that no stretch between blocked times has room for'],
    [41_480, 'a car that is on but has to wait for the first price'],
    [42_120, 'a floor inside an hour with a limit, and a long run at little power below the next step'],
    [43_010, 'a minimum first, with a surcharge'],
    [43_145, 'a floor inside an hour with a limit, all or nothing'],
    [43_523, 'a floor inside an hour with a limit, any power'],
  ])(
    'mixed request %d: %s',
    async (seed) => {
      expect(await faultsAgainstExact(mixedInstance(seed), answerProblem)).toEqual([])
    },
    TIMEOUT_MS,
  )
})

describe('a wrong answer is found', () => {
  const problem = quarters([3, 1, 2], { energy_kwh: 2 })
  const right = answer([[15, 45, 4]], 3)
  const dear = answer([[0, 30, 4]], 4)
  const lies: readonly (readonly [lie: string, fault: string, answer: AnswerObject])[] = [
    ['is dearer', 'is above the optimum', dear],
    ['owns up to too small a gap', 'is above the optimum', { ...dear, gap: 0.9 }],
    ['is cheaper', 'is below the optimum', answer([[15, 30, 4]], 1)],
    ['only says that it is cheaper', 'The cost is 3, not 2', { ...right, cost: 2 }],
    ['gives up', 'though there is a plan', answer([], 0, { status: 'infeasible', shortfall_kwh: 2 })],
    ['costs no number', 'by more than the gap', { ...right, cost: Number.NaN }],
  ]
  test.each(lies)('that %s', async (_, fault, given) => {
    expect((await faultsAgainstExact(problem, () => given)).join('; ')).toContain(fault)
  })

  test('that makes the impossible possible', async () => {
    const impossible = quarters([3, 1, 2], {
      energy_kwh: 2,
      max_starts: 0,
      min_power_kw: 4,
      power_mode: 'semi',
    })
    const faults = faultsBeside(impossible, right, await solveExactly(impossible))
    expect(faults).toContain('The answer is ok, though no plan meets the request')
  })

  test('but none in a right one, or in a dearer one with its gap', async () => {
    expect(await faultsAgainstExact(problem, () => right)).toEqual([])
    expect(await faultsAgainstExact(problem, () => ({ ...dear, gap: 1 }))).toEqual([])
  })
})
