import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { planCharging } from '../../src/planning/plan.ts'
import type { PlanningProblem } from '../../src/planning/problem.ts'
import { KEEP_THRESHOLD, following } from '../../src/planning/replan.ts'
import { nightOf, slotsOf } from '../support/pictures.ts'
import {
  RUNS,
  hourly,
  shares,
  newsOf,
  rest,
  onTheWay,
  withNews,
  costOf,
  instantIn,
  countOf,
} from './on-the-way.ts'
import { night } from './requests.ts'

describe('the same request', () => {
  const limited = night.map((problem) => ({ ...problem, runs: RUNS }))

  test('gives the same plan, to the last bit, twice in a row and from a planner loaded anew', async () => {
    vi.resetModules()
    const anew = await import('../../src/planning/plan.ts')
    expect(anew.planCharging).not.toBe(planCharging)
    fc.assert(
      fc.property(fc.oneof(limited, hourly), (problem) => {
        const first = JSON.stringify(planCharging(problem))
        expect(JSON.stringify(planCharging(problem))).toBe(first)
        expect(JSON.stringify(anew.planCharging(problem))).toBe(first)
      }),
      { numRuns: 60 },
    )
  })

  test('is told from another one', () => {
    const problem = nightOf(slotsOf([3, 1, 2]), { hours: 1 })
    const other = withNews(problem, [0, 0, 1e-9])
    expect(JSON.stringify(planCharging(other))).not.toBe(JSON.stringify(planCharging(problem)))
  })
})

describe('a plan that is followed, without news', () => {
  test('stays as it is at any instant on the way', () => {
    fc.assert(
      fc.property(hourly, shares, (problem, share) => {
        const plan = planCharging(problem)
        const now = instantIn(problem, share)
        const next = following(plan, onTheWay(problem, plan, now))
        expect(rest(planCharging(next), now)).toEqual(rest(plan, now))
      }),
      { numRuns: 80 },
    )
  })
})

describe('news', () => {
  const small = newsOf(0.05)
  const large = newsOf(1)

  /** The plan followed, the new request, and what the best new plan would gain. */
  function told(problem: PlanningProblem, news: readonly number[]) {
    const plan = planCharging(problem)
    const asked = withNews(problem, news)
    const [kept, best] = [rest(plan, problem.now), planCharging(asked)]
    const gain = costOf(kept, asked) - (best.cost ?? Number.NaN)
    const next = following(plan, asked)
    return { kept, best: rest(best, problem.now), gain, next, planned: rest(planCharging(next), problem.now) }
  }

  test('that gains less than the threshold moves no block', () => {
    fc.assert(
      fc.property(hourly, small, (problem, news) => {
        const { kept, gain, planned } = told(problem, news)
        fc.pre(gain < KEEP_THRESHOLD - 1e-6)
        expect(planned).toEqual(kept)
      }),
      { numRuns: 80 },
    )
  })

  test('would move blocks if the plan were not kept', () => {
    const moved = countOf(fc.tuple(hourly, small), ([problem, news]) => {
      const { kept, best, gain } = told(problem, news)
      return gain < KEEP_THRESHOLD && JSON.stringify(best) !== JSON.stringify(kept)
    })
    expect(moved).toBeGreaterThan(10)
  })

  test('that gains more than the threshold is followed', () => {
    let followed = 0
    fc.assert(
      fc.property(hourly, large, (problem, news) => {
        const { best, gain, planned, next } = told(problem, news)
        if (next.frozen !== undefined || gain < KEEP_THRESHOLD + 1e-6) return
        followed++
        expect(planned).toEqual(best)
      }),
      { numRuns: 80 },
    )
    expect(followed).toBeGreaterThan(20)
  })
})
