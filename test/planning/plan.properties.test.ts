import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { overlap } from '../../src/base/interval.ts'
import { planCharging } from '../../src/planning/plan.ts'
import { whyReplan } from '../../src/planning/replan.ts'
import { expectedSoc } from '../../src/planning/soc-curve.ts'
import { minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'
import { measured } from './oracle.ts'
import { cost, night, request } from './requests.ts'

describe('whatever the request', () => {
  test('a plan gives the energy needed, to the millisecond', () => {
    fc.assert(
      fc.property(request, (problem) => {
        const { need } = problem
        const goal = Math.max(need.target, need.minimum, need.soc)
        const energy = ((goal - need.soc) / 100) * (need.capacity / need.efficiency)
        expect(planCharging(problem).energy).toBeGreaterThan(energy - 1e-7)
        expect(planCharging(problem).energy).toBeLessThan(energy + 1e-4)
      }),
    )
  })

  test('it charges within now and ready-by, unless it is late', () => {
    fc.assert(
      fc.property(request, (problem) => {
        const plan = planCharging(problem)
        for (const block of plan.blocks) {
          expect(block.start >= problem.now && block.end > block.start).toBe(true)
          if (plan.feasibility === 'ready') expect(block.end <= problem.need.readyBy).toBe(true)
        }
      }),
    )
  })

  test('it is late only if charging without a break from now would be', () => {
    fc.assert(
      fc.property(request, (problem) => {
        const plan = planCharging(problem)
        const hours = plan.energy / problem.need.power
        const earliestEnd = minutesAfter(problem.now, hours * 60)
        if (plan.feasibility === 'late') {
          expect(plan.expectedReadyAt?.getTime()).toBeCloseTo(earliestEnd.getTime(), -1)
          expect(earliestEnd > problem.need.readyBy).toBe(true)
          expect(plan.shortfall).toBeGreaterThan(0)
        } else expect(plan.shortfall).toBe(0)
      }),
    )
  })

  test('blocks are in order and do not overlap, and touching ones differ in reason', () => {
    fc.assert(
      fc.property(request, (problem) => {
        const { blocks } = planCharging(problem)
        blocks.slice(1).forEach((block, index) => {
          const before = blocks[index]
          expect(before !== undefined && block.start >= before.end).toBe(true)
          if (block.start.getTime() === before?.end.getTime()) expect(block.reason).not.toBe(before.reason)
        })
      }),
    )
  })

  test('the state of charge never falls, stays within 0 to 100 and ends at the goal', () => {
    fc.assert(
      fc.property(request, (problem) => {
        const { soc, target, minimum } = problem.need
        const curve = planCharging(problem).socCurve
        curve.slice(1).forEach((point, index) => {
          const before = curve[index]
          expect(before !== undefined && point.at > before.at && point.soc >= before.soc).toBe(true)
        })
        expect(curve.at(-1)?.soc).toBeCloseTo(Math.max(soc, target, minimum), 3)
      }),
    )
  })

  test('the minimum is charged from now on without a break', () => {
    fc.assert(
      fc.property(request, (problem) => {
        const plan = planCharging(problem)
        const { need, now } = problem
        const hours =
          ((Math.max(0, need.minimum - need.soc) / 100) * need.capacity) / need.efficiency / need.power
        const reached = expectedSoc(plan.socCurve, minutesAfter(now, hours * 60 + 0.001))
        expect(reached).toBeGreaterThanOrEqual(Math.max(need.soc, need.minimum) - 1e-3)
      }),
    )
  })
})

describe('what changes nothing, or only for the better', () => {
  test('more time never costs more', () => {
    fc.assert(
      fc.property(night, fc.array(cost, { minLength: 1, maxLength: 5 }), (problem, later) => {
        const priced = problem.slots.every((slot) => slot.costPerKwh !== null)
        if (!priced) return
        const more = slotsOf(later, { start: problem.need.readyBy })
        const longer = {
          ...problem,
          need: { ...problem.need, readyBy: more.at(-1)?.end ?? problem.need.readyBy },
          slots: [...problem.slots, ...more],
        }
        expect(planCharging(longer).cost).toBeLessThanOrEqual((planCharging(problem).cost ?? 0) + 1e-6)
      }),
    )
  })

  test('the order of the prices does not change the cost', () => {
    fc.assert(
      fc.property(fc.array(cost, { minLength: 2, maxLength: 24 }), fc.nat(), (costs, turn) => {
        const at = turn % costs.length
        const turned = [...costs.slice(at), ...costs.slice(0, at)].reverse()
        const hours = Math.min(10, costs.length) * 0.83
        const here = planCharging(nightOf(slotsOf(costs), { hours }))
        const there = planCharging(nightOf(slotsOf(turned), { hours }))
        expect(there.cost).toBeCloseTo(here.cost ?? Number.NaN, 6)
      }),
    )
  })

  test('the same kroner on every price change no block', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 9 }), { minLength: 1, maxLength: 24 }), (costs) => {
        const hours = Math.min(10, costs.length) / 2
        const times = (list: readonly number[]) =>
          planCharging(nightOf(slotsOf(list), { hours })).blocks.map(({ start, end }) => [start, end])
        expect(times(costs.map((each) => each + 3))).toEqual(times(costs))
      }),
    )
  })

  test('planning again on the way, with everything as expected, costs the same in the end', () => {
    fc.assert(
      fc.property(night, fc.double({ min: 0, max: 1, noNaN: true }), (problem, share) => {
        if (problem.slots.some((slot) => slot.costPerKwh === null)) return
        const plan = planCharging(problem)
        const [from, until] = [problem.now.getTime(), problem.need.readyBy.getTime()]
        const now = new Date(Math.round(from + (until - from) * share))
        const soc = expectedSoc(plan.socCurve, now) ?? problem.need.soc
        const later = { ...problem, now, need: { ...problem.need, soc } }
        const ahead = { start: now, end: problem.need.readyBy }
        const rest = plan.blocks.flatMap((block) => overlap(block, ahead) ?? [])
        const remaining = measured(rest, problem)
        // One millisecond of rounding at 10 kW and 11 NOK/kWh costs 3e-5.
        expect(Math.abs((planCharging(later).cost ?? 0) - remaining.cost)).toBeLessThan(1e-4)
      }),
    )
  })

  test('a plan is no reason for another one', () => {
    fc.assert(
      fc.property(request, (problem) => {
        const plan = planCharging(problem)
        expect(planCharging(problem)).toEqual(plan)
        expect(whyReplan({ plan, problem }, problem)).toBeNull()
      }),
    )
  })
})
