import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kw, percent } from '../../src/base/units.ts'
import type { Plan } from '../../src/planning/plan-type.ts'
import { planCharging } from '../../src/planning/plan.ts'
import type { TaperStep } from '../../src/planning/problem.ts'
import { expectedSoc } from '../../src/planning/soc-curve.ts'
import { DUSK, draw, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'

describe('power that falls as the battery fills', () => {
  /** An hour to 80 %, two to 90 %, two more to 95 %. */
  const taper = [
    { soc: percent(80), power: kw(5) },
    { soc: percent(90), power: kw(2.5) },
  ]

  function planOn(costs: readonly number[], steps: readonly TaperStep[] = taper) {
    const slots = slotsOf(costs)
    const plan = planCharging(
      nightOf(slots, { hours: 0, soc: percent(70), target: percent(95), taper: steps }),
    )
    return { plan, picture: draw(plan.blocks, slots) }
  }

  function powerAt(soc: number): number {
    if (soc >= 90 - 1e-9) return 2.5
    return soc >= 80 - 1e-9 ? 5 : 10
  }

  /** State of charge and cost by walking through the plan in steps of six seconds. */
  function walk(plan: Plan, costs: readonly number[]): { soc: number; cost: number; furthest: number } {
    const step = 1 / 600
    let [soc, cost, furthest] = [70, 0, 0]
    for (let index = 0; index < costs.length * 600; index++) {
      const at = new Date(DUSK.getTime() + index * 6000)
      furthest = Math.max(furthest, Math.abs((expectedSoc(plan.socCurve, at) ?? NaN) - soc))
      if (!plan.blocks.some(({ start, end }) => start <= at && at < end)) continue
      const energy = powerAt(soc) * step
      soc += energy
      cost += energy * (costs[Math.floor(index / 600)] ?? NaN)
    }
    return { soc, cost, furthest }
  }

  test('takes its time: blocks, energy, cost, curve and latest start reckon with it', () => {
    const costs = [3, 1, 1, 4, 1, 1, 1, 2, 5]
    const { plan, picture } = planOn(costs)
    expect(picture).toBe('.##.###..')
    expect(plan.energy).toBeCloseTo(25, 5)
    expect(plan.cost).toBeCloseTo(25, 5)
    expect(plan.latestStart).toEqual(minutesAfter(DUSK, (9 - 5) * 60))
    expect(plan.feasibility).toBe('ready')
    expect(plan.blocks.map(({ energy }) => Math.round(energy * 1000) / 1000)).toEqual([15, 10])
  })

  const nights = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 6, maxLength: 9 })

  test('whatever the prices, a walk through the plan ends at the target and costs what the plan says', () => {
    fc.assert(
      fc.property(nights, (costs) => {
        const { plan } = planOn(costs)
        const { soc, cost, furthest } = walk(plan, costs)
        expect(Math.abs(soc - 95)).toBeLessThan(0.05)
        expect(Math.abs(cost - (plan.cost ?? NaN))).toBeLessThan(0.05 * 30)
        expect(furthest).toBeLessThan(0.05)
      }),
      { numRuns: 25 },
    )
  })

  test('whatever the prices, no choice of five whole hours is cheaper', () => {
    fc.assert(
      fc.property(nights, (costs) => {
        expect(planOn(costs).plan.cost ?? NaN).toBeLessThanOrEqual(cheapestHours(costs) + 1e-4)
      }),
      { numRuns: 60 },
    )
  })

  test('the walk finds a plan that takes full power for granted', () => {
    const costs = [3, 1, 1, 4, 1, 1, 1, 2, 5]
    const { plan } = planOn(costs, [])
    expect(walk(plan, costs).soc).toBeLessThan(90)
    expect(walk(plan, costs).furthest).toBeGreaterThan(5)
  })

  /** The least that five whole hours cost: in order, they charge 10, 5, 5, 2.5 and 2.5 kWh. */
  function cheapestHours(costs: readonly number[]): number {
    const energies = [10, 5, 5, 2.5, 2.5]
    const best = [0, ...energies.map(() => Infinity)]
    for (const cost of costs) {
      for (let taken = energies.length; taken > 0; taken--) {
        const with1 = (best[taken - 1] ?? Infinity) + cost * (energies[taken - 1] ?? NaN)
        best[taken] = Math.min(best[taken] ?? Infinity, with1)
      }
    }
    return best.at(-1) ?? NaN
  }
})
