import { describe, expect, test } from 'vitest'
import { money, percent } from '../../src/base/units.ts'
import type { PlanningProblem, RunLimits } from '../../src/planning/problem.ts'
import { planCharging } from '../../src/planning/plan.ts'
import { DUSK, draw, minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'

describe('what a plan looks like', () => {
  test.each<[string, (number | null)[], number, string]>([
    ['takes the cheapest slots', [3, 1, 4, 1.5], 2, '.#.#'],
    ['takes the earlier of two equally cheap slots', [1, 1, 1], 1, '#..'],
    ['takes the earlier of equally cheap slots even at one more start', [2, 2, 9, 1], 2, '#..#'],
    ['charges when the price is negative', [2, -0.5, -8, 2], 1, '..#.'],
    ['takes a slot at zero before a dearer one', [0.1, 0, 0.1], 1, '.#.'],
    ['takes a negative slot before a slot at zero', [0, 0, -0.01], 1, '..#'],
    ['stops at the target although the next slot is negative', [-1, -2, -3], 1, '..#'],
    ['puts the part against the slot after it', [2, 1, 9], 1.5, '>#.'],
    ['puts the part against the slot before it', [9, 1, 2], 1.5, '.#<'],
    ['puts the part against the earlier of two neighbours', [1, 2, 1], 2.5, '#<#'],
    ['puts a lone part at the beginning of its slot', [9, 2, 9, 1], 1.25, '.<.#'],
    ['needs less than one slot', [3, 2, 1], 0.5, '..<'],
    ['charges all the time when all of it is needed', [3, 1, 2], 3, '###'],
    ['uses time without a price only after all priced time', [9, null, 8, null], 2, '#.#.'],
    ['loses no time without a price when it is needed', [9, null, 8, null], 2.5, '#<#.'],
    ['does nothing when nothing is needed', [-1, -1], 0, '..'],
  ])('%s', (_, costs, hours, picture) => {
    const slots = slotsOf(costs)
    expect(draw(planCharging(nightOf(slots, { hours })).blocks, slots)).toBe(picture)
  })

  test('joins touching slots of one reason into one block', () => {
    const plan = planCharging(nightOf(slotsOf([5, 1, 2, 5]), { hours: 2 }))
    expect(plan.blocks).toMatchObject([
      {
        start: minutesAfter(DUSK, 60),
        end: minutesAfter(DUSK, 180),
        energy: 20,
        cost: 30,
        reason: 'cheapest',
      },
    ])
    expect(plan).toMatchObject({ energy: 20, cost: 30, meanCost: 1.5, solver: 'merit-order' })
  })

  test('begins in the middle of a slot and ends in the middle of another', () => {
    const slots = slotsOf([1, 2, 9, 1])
    const night = nightOf(slots, { hours: 1, readyBy: minutesAfter(DUSK, 210) })
    const plan = planCharging({ ...night, now: minutesAfter(DUSK, 30) })
    expect(draw(plan.blocks, slots)).toBe('>..<')
  })

  test('counts losses: the plug gives more than the battery takes', () => {
    const plan = planCharging(nightOf(slotsOf([1, 1, 1]), { hours: 1, efficiency: 0.8 }))
    expect(plan.energy).toBe(12.5)
    expect(plan.socCurve.at(-1)?.soc).toBeCloseTo(10, 9)
  })

  test('charges nothing above the target', () => {
    const plan = planCharging(nightOf(slotsOf([1]), { hours: 0, soc: percent(80), target: percent(70) }))
    expect(plan).toMatchObject({
      blocks: [],
      energy: 0,
      cost: 0,
      meanCost: null,
      shortfall: 0,
      feasibility: 'ready',
      expectedReadyAt: null,
      provisional: false,
      solver: 'nothing-to-do',
    })
  })
})

describe('the minimum state of charge', () => {
  test('comes first, whatever the price', () => {
    const slots = slotsOf([9, 8, 1, 1])
    const plan = planCharging(nightOf(slots, { hours: 2.5, minimum: percent(15) }))
    expect(draw(plan.blocks, slots)).toBe('#<#.')
    expect(plan.blocks.map((block) => block.reason)).toEqual(['minimum-first', 'cheapest'])
  })

  test('is a neighbour for the part that follows', () => {
    const slots = slotsOf([9, 2, 9, 1])
    const plan = planCharging(nightOf(slots, { hours: 2.5, minimum: percent(10) }))
    expect(draw(plan.blocks, slots)).toBe('#<.#')
  })

  test('is charged past ready-by if it must', () => {
    const slots = slotsOf([1, 1, 1, 1])
    const night = nightOf(slots, { hours: 3, minimum: percent(20), readyBy: minutesAfter(DUSK, 60) })
    const plan = planCharging(night)
    expect(plan.blocks.map(({ reason, end }) => [reason, end])).toEqual([
      ['minimum-first', minutesAfter(DUSK, 120)],
      ['no-time-to-choose', minutesAfter(DUSK, 180)],
    ])
    expect(plan).toMatchObject({ feasibility: 'late', shortfall: 20 })
  })

  test('is reached even above the target', () => {
    const plan = planCharging(nightOf(slotsOf([9, 1, 1]), { hours: 1, minimum: percent(20) }))
    expect(plan.energy).toBe(20)
    expect(plan.blocks.map((block) => block.reason)).toEqual(['minimum-first'])
  })
})

describe('too little time', () => {
  test('charges from now on, past ready-by, and says what is missing at ready-by', () => {
    const slots = slotsOf([1, 2, 3, 4])
    const plan = planCharging(nightOf(slots, { hours: 3.5, readyBy: minutesAfter(DUSK, 120) }))
    expect(draw(plan.blocks, slots)).toBe('###<')
    expect(plan).toMatchObject({
      feasibility: 'late',
      shortfall: 15,
      energy: 35,
      cost: 10 + 20 + 30 + 20,
      expectedReadyAt: minutesAfter(DUSK, 210),
    })
    expect(plan.blocks.map((block) => block.reason)).toEqual(['no-time-to-choose'])
    expect(plan.socCurve.at(-1)).toEqual({ at: minutesAfter(DUSK, 210), soc: 35 })
  })

  test('charges now when ready-by has passed', () => {
    const night = nightOf(slotsOf([9, 1]), { hours: 1, readyBy: minutesAfter(DUSK, -30) })
    const plan = planCharging(night)
    expect(plan).toMatchObject({
      feasibility: 'late',
      shortfall: 10,
      expectedReadyAt: minutesAfter(DUSK, 60),
    })
    expect(plan.blocks[0]?.start).toEqual(DUSK)
    expect(plan.latestStart).toEqual(DUSK)
  })

  test('has no cost while part of it runs into time without a price', () => {
    const plan = planCharging(nightOf(slotsOf([1]), { hours: 2 }))
    expect(plan).toMatchObject({ cost: null, meanCost: null, provisional: true, energy: 20 })
  })

  test('is ready, not late, when every minute is just enough', () => {
    const need = { hours: 3, efficiency: 0.9, target: percent(27) }
    const plan = planCharging(nightOf(slotsOf([1, 2, 3]), need))
    expect(plan).toMatchObject({ feasibility: 'ready', shortfall: 0 })
    expect(plan.blocks.map((block) => block.reason)).toEqual(['no-time-to-choose'])
  })
})

const startsLeft = (maxStarts: number): RunLimits => ({
  maxStarts,
  minimumRunMinutes: 0,
  startCost: money(0),
})

describe('no price', () => {
  test('charges by time, as late as ready-by permits', () => {
    const hours = slotsOf([null, null, null, null, null, null])
    const plan = planCharging({ ...nightOf(hours, { hours: 2 }), slots: [] })
    expect(draw(plan.blocks, hours)).toBe('....##')
    expect(plan).toMatchObject({ solver: 'by-time', provisional: true, cost: null, feasibility: 'ready' })
    expect(plan.blocks.map((block) => block.reason)).toEqual(['by-time'])
  })

  test.each<[string, Partial<PlanningProblem>, string]>([
    [
      'goes on with a charge that cannot be started again',
      { chargingNow: true, runs: startsLeft(0) },
      '##....',
    ],
    ['charges late if one start is left for it', { chargingNow: true, runs: startsLeft(1) }, '....##'],
    [
      'charges on from the minimum if there is no other start for the rest',
      { runs: startsLeft(1), need: { ...nightOf([], { hours: 2 }).need, minimum: percent(10) } },
      '##....',
    ],
  ])('%s', (_, given, picture) => {
    const hours = slotsOf([null, null, null, null, null, null])
    const night = nightOf(hours, { hours: 2 })
    const need = { ...night.need, ...given.need, readyBy: night.need.readyBy }
    const plan = planCharging({ ...night, ...given, need })
    expect(draw(plan.blocks, hours)).toBe(picture)
    expect(plan).toMatchObject({ solver: 'by-time', relaxed: [] })
  })

  test('starts early enough to end at ready-by when time is short', () => {
    const hours = slotsOf([null, null, null])
    const plan = planCharging(nightOf(hours, { hours: 2.5 }))
    expect(draw(plan.blocks, hours)).toBe('>##')
    expect(plan.feasibility).toBe('ready')
  })

  test('ignores prices after ready-by', () => {
    const slots = slotsOf([null, null, null, 1])
    const plan = planCharging(nightOf(slots, { hours: 1, readyBy: minutesAfter(DUSK, 180) }))
    expect(draw(plan.blocks, slots)).toBe('..#.')
    expect(plan.solver).toBe('by-time')
  })
})

describe('what a plan leans on', () => {
  const estimated = slotsOf([3, 1, 2]).map((slot, index) =>
    index === 2 ? { ...slot, quality: 'estimate' as const } : slot,
  )

  test('is provisional while it uses an estimate', () => {
    expect(planCharging(nightOf(estimated, { hours: 2 })).provisional).toBe(true)
  })

  test('is provisional while it passes over an estimate that may be too high', () => {
    expect(planCharging(nightOf(estimated, { hours: 1 })).provisional).toBe(true)
  })

  test('is not provisional when the estimate lies after ready-by', () => {
    const night = nightOf(estimated, { hours: 1, readyBy: minutesAfter(DUSK, 120) })
    expect(planCharging(night).provisional).toBe(false)
  })
})

describe('the latest start', () => {
  test('leaves just the charging time before ready-by', () => {
    const plan = planCharging(nightOf(slotsOf([1, 1, 1, 1, 1, 1]), { hours: 2 }))
    expect(plan.latestStart).toEqual(minutesAfter(DUSK, 360 - 120))
  })

  test('is now when that has passed', () => {
    expect(planCharging(nightOf(slotsOf([1, 1]), { hours: 2.5 })).latestStart).toEqual(DUSK)
  })
})

test('the same request has the same hash, another one has another', () => {
  const night = nightOf(slotsOf([1, 2]), { hours: 1 })
  const again = { slots: night.slots, need: { ...night.need }, now: new Date(night.now) }
  const other = { ...night, slots: slotsOf([1, 2.000001]) }
  expect(planCharging(again).inputsHash).toBe(planCharging(night).inputsHash)
  expect(planCharging(other).inputsHash).not.toBe(planCharging(night).inputsHash)
  expect(planCharging(night).inputsHash).toMatch(/^[0-9a-f]{64}$/)
})

test('a cost of exactly zero is a cost', () => {
  const plan = planCharging(nightOf(slotsOf([0, 1]), { hours: 1 }))
  expect(plan).toMatchObject({ cost: 0, meanCost: 0, provisional: false })
})
