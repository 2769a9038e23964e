import { describe, expect, test } from 'vitest'
import { money, percent } from '../../src/base/units.ts'
import type { CostSlot } from '../../src/planning/problem.ts'
import { socWorthAhead } from '../../src/planning/soc-ahead.ts'
import { DUSK, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'

/** 10 points are one hour. The first departure is after the third hour and wants 10 %, the second after the sixth. */
const FIRST_HOURS = 3
const LAST_HOURS = 6

function worth(costs: readonly (number | null)[], next = 30, given: Given = {}): number {
  const slots = slotsOf(costs).map((slot, hour) => ({ ...slot, ...given.slot?.(hour) }))
  const readyBy = minutesAfter(DUSK, FIRST_HOURS * 60)
  const problem = {
    ...nightOf(slots.slice(0, FIRST_HOURS), { hours: 1, readyBy, ...given.need }),
    ...given.problem,
  }
  const later = { readyBy: minutesAfter(DUSK, LAST_HOURS * 60), target: percent(next), slots }
  return socWorthAhead(problem, later)
}

interface Given {
  readonly slot?: (hour: number) => Partial<CostSlot>
  readonly need?: Partial<ReturnType<typeof nightOf>['need']>
  readonly problem?: Partial<ReturnType<typeof nightOf>>
}

const estimated: Given = { slot: (hour) => ({ quality: hour < FIRST_HOURS ? 'final' : 'estimate' }) }

/**
 * What is cheapest by trying out how many whole hours are charged before the first departure, from one to `next` / 10, each in the
 * cheapest hours of its part. Shares no code with the planner.
 */
function tried(costs: readonly number[], next: number): number {
  const cheapest = (hours: readonly number[], count: number): number =>
    hours
      .toSorted((a, b) => a - b)
      .slice(0, count)
      .reduce((sum, cost) => sum + cost, 0)
  const later = costs.slice(FIRST_HOURS).map((cost) => cost - 0.1 * Math.abs(cost))
  const all = next / 10
  const sums = Array.from({ length: Math.min(all, FIRST_HOURS) }, (_, index) => ({
    hours: index + 1,
    sum: cheapest(costs.slice(0, FIRST_HOURS), index + 1) + cheapest(later, all - index - 1),
  }))
  return 10 * (sums.toSorted((a, b) => a.sum - b.sum)[0]?.hours ?? 0)
}

describe('what is worth charging before a departure for the one after it', () => {
  test.each([
    ['all of it, if power is dearer after', [1, 2, 3, 9, 9, 9], 30],
    ['as much as is cheaper than the dearest hour after', [1, 2, 9, 3, 4, 9], 20],
    ['none of it, if power is cheaper after', [5, 6, 7, 1, 2, 3], 10],
    ['none of it, if nothing is gained', [5, 5, 5, 5, 5, 5], 10],
    ['none of it, if less than a tenth is gained', [5, 5, 5, 5.5, 5.5, 5.5], 10],
    ['all of it, if more is', [5, 5, 5, 5.6, 5.6, 5.6], 30],
    ['none of it, if one is paid more for charging after', [-1, -1, -1, -2, -2, -2], 10],
  ])('%s', (_, costs, soc) => {
    expect(worth(costs)).toBeCloseTo(soc, 6)
    expect(tried(costs, 30)).toBe(soc)
  })

  test('agrees with trying out, whatever the costs', () => {
    const at = (seed: number): number => ((seed * 7919) % 97) - 10
    for (let night = 0; night < 200; night++) {
      const costs = Array.from({ length: LAST_HOURS }, (_, hour) => at(night * 13 + hour * 29 + 1))
      expect([costs, Math.round(worth(costs))]).toEqual([costs, tried(costs, 30)])
    }
  })

  test('is less where costs after it are estimates, which may be too high', () => {
    expect(worth([5, 5, 5, 7, 7, 7], 30, estimated)).toBeCloseTo(10, 6)
    expect(worth([5, 5, 5, 7, 7, 7])).toBeCloseTo(30, 6)
    expect(worth([5, 5, 5, 7.2, 7.2, 7.2], 30, estimated)).toBeCloseTo(30, 6)
  })

  test('is nothing while a price between the departures is unknown', () => {
    expect(worth([1, 2, 3, 9, null, 9])).toBeCloseTo(10, 6)
    expect(worth([1, 2, 3, 9, 9])).toBeCloseTo(10, 6)
  })

  test('is never more than the departure after it wants, nor less than what is there', () => {
    expect(worth([1, 1, 1, 9, 9, 9], 20)).toBeCloseTo(20, 6)
    expect(worth([9, 9, 9, 1, 1, 1], 30, { need: { soc: percent(15) } })).toBeCloseTo(15, 6)
    expect(worth([1, 1, 1, 9, 9, 9], 30, { need: { soc: percent(15) } })).toBeCloseTo(30, 6)
  })

  test('is nothing where there is barely time for the first departure', () => {
    const need = { target: percent(40) }
    expect(worth([1, 1, 1, 9, 9, 9], 60, { need })).toBeCloseTo(40, 6)
  })

  test('counts what a start costs', () => {
    const runs = { maxStarts: null, minimumRunMinutes: 0, startCost: money(100) }
    expect(worth([1, 9, 1, 5, 5, 5], 20)).toBeCloseTo(20, 6)
    // Going on through the dear hour costs more than a start saves the other night.
    expect(worth([1, 9, 9, 5, 9, 9], 20, { problem: { runs } })).toBeCloseTo(20, 6)
  })
})
