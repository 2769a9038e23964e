import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kw, money, perKwh, percent } from '../../src/base/units.ts'
import { place } from '../../src/planning/placement.ts'
import type { Constraint, Plan } from '../../src/planning/plan-type.ts'
import { planCharging } from '../../src/planning/plan.ts'
import type { PlanningProblem, RunLimits } from '../../src/planning/problem.ts'
import { DUSK, draw, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'
import { night } from './requests.ts'
import { TWO_STEPS } from './two-steps.ts'

const FREE: RunLimits = { maxStarts: null, minimumRunMinutes: 0, startCost: money(0) }
const span = (from: number, to: number) => ({
  start: minutesAfter(DUSK, from * 60),
  end: minutesAfter(DUSK, to * 60),
})

/** Energy and the charge on peaks. */
function wholeCost({ cost, capacityCost }: Plan): number {
  return (cost ?? Number.NaN) + capacityCost
}

interface Story {
  readonly problem: PlanningProblem
  /** The same request without the constraint. */
  readonly freed: PlanningProblem
  readonly picture: string
  readonly freePicture: string
}

/** One cheap hour in between is out of reach with one start. */
const starts = nightOf(slotsOf([1, 2, 0.5, 5]), { hours: 2 })
const runs = nightOf(slotsOf([1, 5, 2, 3, 9], { minutes: 15 }), { hours: 0.5 })
const close = nightOf(slotsOf([1, 1.2, 1, 5]), { hours: 2 })
const soon = nightOf(slotsOf([3, 4, 1]), { hours: 1 })
const dear = nightOf(slotsOf([5, 1, 1]), { hours: 2 })
const block = nightOf(slotsOf([1, 2, 3]), { hours: 1 })
/** The base load of the cheap hour leaves 4 of 10 kWh below the step. */
const peaks = {
  ...nightOf(slotsOf([3, 1, 4]), { hours: 1 }),
  site: {
    baseLoad: [
      { ...span(0, 1), power: kw(0) },
      { ...span(1, 2), power: kw(6) },
    ],
  },
}

const stories: [Constraint, Story][] = [
  [
    'starts-limit',
    {
      problem: { ...starts, runs: { ...FREE, maxStarts: 1 } },
      freed: starts,
      picture: '.##.',
      freePicture: '#.#.',
    },
  ],
  [
    'minimum-run',
    {
      problem: { ...runs, runs: { ...FREE, minimumRunMinutes: 30 } },
      freed: runs,
      picture: '..##.',
      freePicture: '#.#..',
    },
  ],
  [
    'start-cost',
    {
      problem: { ...close, runs: { ...FREE, startCost: money(3) } },
      freed: close,
      picture: '##..',
      freePicture: '#.#.',
    },
  ],
  [
    'capacity-step',
    {
      problem: { ...peaks, site: { ...peaks.site, capacityCharge: TWO_STEPS } },
      freed: peaks,
      picture: '<<.',
      freePicture: '.#.',
    },
  ],
  [
    'ready-by',
    {
      problem: { ...soon, need: { ...soon.need, readyBy: minutesAfter(DUSK, 120) } },
      freed: soon,
      picture: '#..',
      freePicture: '..#',
    },
  ],
  [
    'minimum-soc',
    {
      problem: { ...dear, need: { ...dear.need, minimum: percent(10) } },
      freed: dear,
      picture: '##.',
      freePicture: '.##',
    },
  ],
  [
    'blocked',
    { problem: { ...block, blocked: [span(0, 1)] }, freed: block, picture: '.#.', freePicture: '#..' },
  ],
  [
    'frozen',
    { problem: { ...block, frozen: [span(1, 2)] }, freed: block, picture: '.#.', freePicture: '#..' },
  ],
]

describe('what a constraint costs', () => {
  test.each(stories)('%s: the difference to the plan without it', (constraint, story) => {
    const [plan, free] = [planCharging(story.problem), planCharging(story.freed)]
    expect(draw(plan.blocks, story.problem.slots)).toBe(story.picture)
    expect(draw(free.blocks, story.problem.slots)).toBe(story.freePicture)
    expect(plan.constraintCosts.map((each) => each.constraint)).toEqual([constraint])
    expect(plan.constraintCosts[0]?.cost).toBeGreaterThan(0.1)
    expect(plan.constraintCosts[0]?.cost).toBeCloseTo(wholeCost(plan) - wholeCost(free), 4)
  })

  test.each(stories)(
    '%s: it binds a block that would stand elsewhere without it',
    (constraint, { problem }) => {
      const binding = planCharging(problem).blocks.map((each) => each.binding)
      expect(binding.flat()).toContain(constraint)
      for (const each of binding.flat()) expect(each).toBe(constraint)
    },
  )

  test('binds only the block that it moved', () => {
    const apart = { ...nightOf(slotsOf([9, 1, 9, 3, 2, 9, 2.5]), { hours: 2 }), blocked: [span(4, 5)] }
    const { blocks, constraintCosts } = planCharging(apart)
    expect(draw(blocks, apart.slots)).toBe('.#....#')
    expect(blocks.map(({ binding }) => binding)).toEqual([[], ['blocked']])
    expect(constraintCosts).toEqual([{ constraint: 'blocked', cost: 5 }])
  })

  test('names several, dearest first, each against the plan without it alone', () => {
    const slots = slotsOf([1, 2.5, 1, 2, 2, 2])
    const one = { ...FREE, maxStarts: 1 }
    const problem = { ...nightOf(slots, { hours: 3 }), runs: one, priceLimit: perKwh(2) }
    const plan = planCharging(problem)
    const cost = wholeCost(plan)
    expect(plan.constraintCosts).toEqual([
      { constraint: 'starts-limit', cost: cost - wholeCost(planCharging({ ...problem, runs: FREE })) },
      {
        constraint: 'price-limit',
        cost: cost - wholeCost(planCharging({ ...nightOf(slots, { hours: 3 }), runs: one })),
      },
    ])
    expect(plan.constraintCosts.map((each) => each.cost)).toEqual([10, 5])
  })

  test('is nothing when nothing binds', () => {
    const plan = planCharging({
      ...nightOf(slotsOf([3, 1, 1, 3, 9]), { hours: 2 }),
      runs: { maxStarts: 2, minimumRunMinutes: 30, startCost: money(0.1) },
      priceLimit: perKwh(2),
      blocked: [span(4, 5)],
      site: { gridLimit: kw(20), capacityCharge: TWO_STEPS },
    })
    expect(plan.constraintCosts).toEqual([])
    expect(plan.blocks.map(({ binding }) => binding)).toEqual([[]])
  })
})

describe('the next best', () => {
  test('is the best plan that leaves out the time of a block', () => {
    const problem = nightOf(slotsOf([3, 1, 4, 2]), { hours: 1 })
    const [first] = planCharging(problem).blocks
    expect(first?.alternative).toEqual({ blocks: [span(3, 4)], extraCost: 10 })
  })

  test('is cheaper by the gap where the plan that was followed is kept', () => {
    const kept = { blocks: [span(3, 4)], threshold: money(0.5) }
    const plan = planCharging({ ...nightOf(slotsOf([3, 1, 4, 1.02]), { hours: 1 }), kept })
    expect(plan.blocks.map(({ start, end }) => ({ start, end }))).toEqual([span(3, 4)])
    expect(plan.gap).toBeCloseTo(0.2, 6)
    expect(plan.blocks[0]?.alternative?.blocks).toEqual([span(1, 2)])
    expect(plan.blocks[0]?.alternative?.extraCost).toBeCloseTo(-0.2, 6)
  })

  test('is none where nothing else is possible', () => {
    const problem = { ...nightOf(slotsOf([3, 1]), { hours: 1 }), blocked: [span(0, 1)] }
    expect(planCharging(problem).blocks.map(({ alternative }) => alternative)).toEqual([null])
  })

  test('costs what planning without that time costs, whatever the prices', () => {
    const costs = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 5, maxLength: 10 })
    let found = 0
    fc.assert(
      fc.property(costs, fc.integer({ min: 2, max: 8 }), (prices, halves) => {
        const slots = slotsOf(prices.map((price) => price / 100))
        const problem = {
          ...nightOf(slots, { hours: halves / 2 }),
          runs: { maxStarts: 2, minimumRunMinutes: 30, startCost: money(0.1) },
        }
        const plan = planCharging(problem)
        for (const { start, end, alternative } of plan.blocks) {
          const other = planCharging({ ...problem, blocked: [{ start, end }] })
          if (alternative === null || other.relaxed.length > 0 || other.feasibility === 'late') continue
          found++
          expect(alternative.extraCost).toBeCloseTo(wholeCost(other) - wholeCost(plan), 4)
        }
      }),
      { numRuns: 60 },
    )
    expect(found).toBeGreaterThan(60)
  })
})

test('reasons never change where charging is placed', () => {
  const limits = fc.record({
    maxStarts: fc.constantFrom(null, 1, 2),
    minimumRunMinutes: fc.constantFrom(0, 30),
    startCost: fc.constantFrom(money(0), money(0.1), money(5)),
  })
  fc.assert(
    fc.property(night, limits, (asked, runLimits) => {
      const problem = { ...asked, runs: runLimits }
      const blocks = planCharging(problem).blocks.map(({ start, end, reason }) => ({ start, end, reason }))
      expect(blocks).toEqual(place(problem).stretches)
    }),
    { numRuns: 100 },
  )
})
