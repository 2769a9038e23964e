import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Interval } from '../../src/base/interval.ts'
import { money } from '../../src/base/units.ts'
import type { Plan } from '../../src/planning/plan-type.ts'
import { planCharging } from '../../src/planning/plan.ts'
import { FROZEN_MINUTES, KEEP_THRESHOLD, following } from '../../src/planning/replan.ts'
import { minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'
import {
  RUNS,
  hourly,
  shares,
  newsOf,
  rest,
  onTheWay,
  withNews,
  costOf,
  minutesOf,
  countOf,
} from './on-the-way.ts'

describe('a block that is about to begin', () => {
  /** Some minutes before a block of the plan begins, with other prices. */
  const about = fc
    .record({
      problem: hourly,
      nth: fc.nat(1),
      minutes: fc.integer({ min: 1, max: FROZEN_MINUTES }),
      news: newsOf(3),
    })
    .map(({ problem, nth, minutes, news }) => {
      const plan = planCharging(problem)
      const stretches = rest(plan, problem.now)
      const block = stretches[nth % stretches.length]
      const now = block === undefined ? problem.now : minutesAfter(block.start, -minutes)
      return { plan, block, asked: withNews(onTheWay(problem, plan, now), news), isAhead: now >= problem.now }
    })

  function lost(stretches: readonly Interval[], block: Interval): number {
    return minutesOf([block], block) - minutesOf(stretches, block)
  }

  test('is in the new plan, whatever the prices, unless readiness is at risk', () => {
    fc.assert(
      fc.property(about, ({ plan, block, asked, isAhead }) => {
        fc.pre(block !== undefined && isAhead)
        const next = planCharging(following(plan, asked))
        if (next.relaxed.includes('frozen') || next.feasibility === 'late') return
        expect(lost(next.blocks, block)).toBeLessThan(1e-4)
      }),
      { numRuns: 80 },
    )
  })

  test('is kept in nearly all nights, and would often be moved otherwise', () => {
    const relaxed = countOf(about, ({ plan, asked }) =>
      planCharging(following(plan, asked)).relaxed.includes('frozen'),
    )
    expect(relaxed).toBeLessThan(10)
    const moved = countOf(about, ({ block, asked, isAhead }) => {
      return block !== undefined && isAhead && lost(planCharging(asked).blocks, block) > 1
    })
    expect(moved).toBeGreaterThan(10)
  })

  test('is given up when it would make the car late', () => {
    const problem = { ...nightOf(slotsOf([5, 5, 1, 5]), { hours: 1 }), runs: { ...RUNS, maxStarts: 1 } }
    const plan = planCharging(problem)
    const now = minutesAfter(problem.now, 115)
    const need = { ...problem.need, readyBy: minutesAfter(problem.now, 176) }
    const next = planCharging(following(plan, { ...problem, now, need }))
    expect(next.feasibility).toBe('ready')
  })
})

describe('a block that runs', () => {
  const running = fc
    .record({
      problem: hourly,
      share: shares,
      nth: fc.nat(1),
      news: newsOf(0.3),
      startCost: fc.constantFrom(money(0.1), money(2)),
    })
    .map(({ problem, share, nth, news, startCost }) => {
      const asked = { ...problem, runs: { ...RUNS, startCost } }
      const plan = planCharging(asked)
      const stretches = rest(plan, asked.now)
      const block = stretches[nth % stretches.length] ?? { start: asked.now, end: asked.now }
      const minutes = Math.floor((minutesOf([block], block) - 1) * share)
      const now = minutesAfter(block.start, Math.max(0, minutes))
      const next = withNews({ ...onTheWay(asked, plan, now), chargingNow: true }, news)
      const gain = costOf(rest(plan, now), next) - (planCharging(next).cost ?? Number.NaN)
      return { plan, block, next, gain, least: Math.max(startCost, KEEP_THRESHOLD) }
    })

  function isInterrupted(plan: Plan, block: Interval, now: Date): boolean {
    const left = { start: now, end: block.end }
    return minutesOf(plan.blocks, left) < minutesOf([left], left) - 1e-4
  }

  test('is not interrupted for less than a start costs, or than the threshold', () => {
    fc.assert(
      fc.property(running, ({ plan, block, next, gain, least }) => {
        fc.pre(gain < least - 1e-6)
        expect(isInterrupted(planCharging(following(plan, next)), block, next.now)).toBe(false)
      }),
      { numRuns: 80 },
    )
  })

  test('would be interrupted if the plan were not kept, and is for a larger gain', () => {
    const forLittle = countOf(running, ({ block, next, gain, least }) => {
      return gain < least && isInterrupted(planCharging(next), block, next.now)
    })
    const forMuch = countOf(running, ({ plan, block, next, gain, least }) => {
      return gain > least && isInterrupted(planCharging(following(plan, next)), block, next.now)
    })
    expect(forLittle).toBeGreaterThan(0)
    expect(forMuch).toBeGreaterThan(0)
  })
})
