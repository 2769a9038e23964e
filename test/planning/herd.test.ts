import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/base/canonical.ts'
import { overlap } from '../../src/base/interval.ts'
import { kw } from '../../src/base/units.ts'
import { herdOffset } from '../../src/planning/herd-offset.ts'
import { planCharging } from '../../src/planning/plan.ts'
import type { PlanningProblem } from '../../src/planning/problem.ts'
import { following } from '../../src/planning/replan.ts'
import { DUSK, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'
import { farthestFromUniform, farthestAllowed, mostInOneSecond } from './evenness.ts'
import { request } from './requests.ts'

const SLOTS = slotsOf([3, 3, 1, 1, 3, 3, 3])
const NIGHT = nightOf(SLOTS, { hours: 2 })
const CARS = 10_000

function carOf(number: number, mostSeconds = 600): PlanningProblem {
  return { ...NIGHT, herd: { seed: `car ${String(number)}`, mostSeconds } }
}

/** Seconds after the beginning of the cheap hours, and after their end. */
function instants(problem: PlanningProblem): { start: number; stop: number } {
  const [block] = planCharging(problem).blocks
  const since = (instant: Date | undefined, hours: number): number =>
    ((instant?.getTime() ?? Number.NaN) - minutesAfter(DUSK, hours * 60).getTime()) / 1_000
  return { start: since(block?.start, 2), stop: since(block?.end, 4) }
}

describe('ten thousand cars with one cheap night', () => {
  const planned = Array.from({ length: CARS }, (_, number) => instants(carOf(number)))

  test.each([
    ['start', planned.map(({ start }) => start)],
    ['stop', planned.map(({ stop }) => stop)],
  ])('%s evenly over ten minutes, at most 40 in a second (CS26)', (_, seconds) => {
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...seconds)).toBeLessThan(600)
    expect(farthestFromUniform(seconds, 600)).toBeLessThan(farthestAllowed(CARS))
    expect(mostInOneSecond(seconds)).toBeLessThanOrEqual(40)
  })

  test('would be told from cars that are not spread, and from ones that favour the first minutes', () => {
    const together = planned.map(() => 0)
    const leaning = planned.map(({ start }) => start ** 1.1 / 600 ** 0.1)
    expect(farthestFromUniform(together, 600)).toBeGreaterThan(farthestAllowed(CARS))
    expect(mostInOneSecond(together)).toBe(CARS)
    expect(farthestFromUniform(leaning, 600)).toBeGreaterThan(farthestAllowed(CARS))
  })

  test('draw the same again after a restart, and on the next tries within the night', () => {
    for (let number = 0; number < 200; number++) {
      const problem = carOf(number)
      const plan = planCharging(problem)
      expect(planCharging(structuredClone(problem))).toStrictEqual(plan)
      const again = planCharging(following(plan, { ...problem, now: minutesAfter(DUSK, 60) }))
      expect(again.blocks.map(({ start, end }) => [start, end])).toStrictEqual(
        plan.blocks.map(({ start, end }) => [start, end]),
      )
    }
  })

  test('each has another offset at another hour', () => {
    const herd = { seed: 'car 1', mostSeconds: 600 }
    const offsets = new Set(SLOTS.map(({ start }) => herdOffset(herd, start)))
    expect(offsets.size).toBeGreaterThan(4)
  })
})

describe('an offset', () => {
  test.each([
    ['0 leaves the plan as it was', 0, 0],
    ['1,800 is the most, whatever is asked', 1_800, 1_800],
    ['more than 1,800 is 1,800', 90_000, 1_800],
  ])('of %s', (_, mostSeconds, below) => {
    const starts = Array.from({ length: 500 }, (__, number) => instants(carOf(number, mostSeconds)).start)
    expect(Math.max(...starts)).toBeLessThanOrEqual(below)
    expect(Math.max(...starts)).toBeGreaterThanOrEqual(below * 0.9)
  })

  test('belongs to the request, so that a stored plan can be planned again', () => {
    expect(canonicalJson(carOf(1))).toContain('"herd":{"mostSeconds":600,"seed":"car 1"}')
    expect(planCharging(carOf(1)).inputsHash).not.toBe(planCharging(carOf(2)).inputsHash)
  })

  test('does not move what begins now, and ends it later at the cost of the last block', () => {
    const problem = { ...nightOf(slotsOf([1, 3, 3, 2, 3, 3]), { hours: 1.9 }), chargingNow: true }
    const plain = planCharging(problem)
    const spread = planCharging({ ...problem, herd: { seed: 'car 7', mostSeconds: 600 } })
    expect(spread.blocks[0]?.start).toEqual(DUSK)
    const later = (spread.blocks[0]?.end.getTime() ?? 0) - (plain.blocks[0]?.end.getTime() ?? 0)
    expect(later).toBeGreaterThan(0)
    expect(later).toBeLessThan(600_000)
    expect(spread.energy).toBeCloseTo(plain.energy, 6)
  })

  test('does not reach into the time of another car, nor past the fuse', () => {
    const next = { start: minutesAfter(DUSK, 241), end: minutesAfter(DUSK, 300) }
    const full = [{ start: minutesAfter(DUSK, 240), end: minutesAfter(DUSK, 420), power: kw(6) }]
    for (let number = 0; number < 50; number++) {
      const beside = instants({ ...carOf(number), blocked: [next] })
      expect(beside.stop).toBeLessThanOrEqual(60)
      expect(instants({ ...carOf(number), site: { baseLoad: full, gridLimit: kw(15) } }).stop).toBe(0)
      expect(instants({ ...carOf(number), site: { baseLoad: full, gridLimit: kw(17) } }).stop).toBe(
        instants(carOf(number)).stop,
      )
    }
  })
})

/** Cars of the property; the long form is asked for by `LADEPLAN_LONG_TESTS=1`. */
const RUNS = process.env['LADEPLAN_LONG_TESTS'] === '1' ? 10_000 : 1_000

describe(`of ${String(RUNS)} random cars (10,000 with LADEPLAN_LONG_TESTS=1)`, () => {
  const spread = fc.record({ problem: request, seed: fc.string(), mostSeconds: fc.constantFrom(600, 1_800) })

  test('none is late, or short of energy, that would not be without an offset (CS27)', () => {
    fc.assert(
      fc.property(spread, ({ problem, seed, mostSeconds }) => {
        const plain = planCharging(problem)
        const plan = planCharging({ ...problem, herd: { seed, mostSeconds } })
        expect(plan.feasibility).toBe(plain.feasibility)
        expect(plan.energy).toBeCloseTo(plain.energy, 6)
        const first = plan.blocks[0]?.start ?? plan.latestStart
        if (plain.feasibility === 'ready') expect(first <= plan.latestStart).toBe(true)
      }),
      { numRuns: RUNS },
    )
  })

  test('none has blocks that overlap, or charges its minimum later', () => {
    fc.assert(
      fc.property(spread, ({ problem, seed, mostSeconds }) => {
        const plan = planCharging({ ...problem, herd: { seed, mostSeconds } })
        plan.blocks.slice(1).forEach((block, index) => {
          const before = plan.blocks[index]
          expect(before === undefined ? undefined : overlap(before, block)).toBeUndefined()
        })
        const minimum = ({ blocks }: typeof plan) =>
          blocks.filter(({ reason }) => reason === 'minimum-first').map(({ end }) => end)
        expect(minimum(plan)).toEqual(minimum(planCharging(problem)))
      }),
      { numRuns: RUNS },
    )
  })
})
