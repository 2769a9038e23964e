import { expect, test } from 'vitest'
import { kw, kwh, money, percent } from '../../src/base/units.ts'
import { planDocument } from '../../src/http/plan-document.ts'
import type { PlanningProblem } from '../../src/planning/problem.ts'
import { DUSK, nightOf, slotsOf } from '../support/pictures.ts'
import { FIRST_BLOCK, planOf, SECOND_BLOCK } from '../support/plans.ts'

test('a plan document says why each block stands where it does, and what the limits cost', () => {
  const plan = planOf({
    blocks: [FIRST_BLOCK, { ...SECOND_BLOCK, alternative: null }],
    feasibility: 'late',
    shortfall: kwh(2),
    capacityCost: money(130),
    relaxed: ['minimum-run'],
    gap: money(0.1),
  })
  const facts = { id: 'one', vehicleId: 'v', madeAt: plan.latestStart, cause: 'first-plan' }
  const problem = nightOf(slotsOf([1]), { hours: 1 })
  const document = planDocument(
    { ...facts, plan, problem, promisedReadyBy: plan.latestStart },
    { timeZone: 'Europe/Oslo', currency: 'EUR' },
  )
  expect(document).toMatchObject({
    feasibility: 'late',
    shortfallKwh: 2,
    expectedReadyAt: plan.expectedReadyAt,
    starts: 2,
    currency: 'EUR',
    capacityCost: 130,
    constraintCosts: [{ constraint: 'starts-limit', cost: 0.85 }],
    relaxed: ['minimum-run'],
    solver: 'runs',
    gap: 0.1,
    blocks: [
      {
        reason: 'cheapest',
        binding: ['starts-limit'],
        alternative: { blocks: FIRST_BLOCK.alternative?.blocks, extraCost: 3.2 },
      },
      { reason: 'cheapest', binding: [], alternative: null },
    ],
  })
})

test('a plan document tells what the plan charges ahead, and for what', () => {
  const plan = planOf()
  const problem = nightOf(slotsOf([1]), { hours: 9 })
  const ahead = { promised: percent(80), readyBy: new Date('2024-12-14T06:00:00Z'), target: percent(95) }
  const facts = { id: 'one', vehicleId: 'v', madeAt: plan.latestStart, cause: 'first-plan', plan }
  const documentOf = (asked: PlanningProblem) =>
    planDocument(
      { ...facts, problem: asked, promisedReadyBy: plan.latestStart },
      { timeZone: 'Europe/Oslo', currency: 'NOK' },
    )
  expect(documentOf(problem).ahead).toBeNull()
  expect(documentOf({ ...problem, ahead }).ahead).toEqual({
    ...{ socPercent: 90, nextReadyBy: '2024-12-14T07:00:00.000+01:00', nextTargetPercent: 95 },
  })
})

test('a plan document tells how the plan stands to the capacity step', () => {
  const slots = slotsOf([1, 1, 1])
  const [first] = slots
  const problem = {
    ...nightOf(slots, { hours: 1 }),
    site: {
      baseLoad: slots.map(({ start, end }) => ({ start, end, power: kw(2) })),
      capacityCharge: {
        timeZone: 'Europe/Oslo',
        steps: [
          { upTo: kw(5), cost: money(186) },
          { upTo: kw(10), cost: money(312) },
        ],
        measured: [],
      },
    },
  }
  const block = { ...FIRST_BLOCK, start: first?.start ?? DUSK, end: first?.end ?? DUSK, energy: kwh(10) }
  const plan = planOf({ blocks: [block] })
  const facts = { id: 'one', vehicleId: 'v', madeAt: DUSK, cause: 'first-plan', promisedReadyBy: DUSK }
  const document = planDocument({ ...facts, plan, problem }, { timeZone: 'Europe/Oslo', currency: 'NOK' })
  // Two days of 2 kW leave the third 3 x 5 - 2 kW: the house is on the 22nd and the 23rd, no third day is known.
  expect(document.capacitySteps).toEqual([
    {
      ...{ month: '2025-01', upToKw: 5, costPerMonth: 186, nextStepExtraCost: 126 },
      ...{ leftKw: 13, highestKw: 12, isKept: true },
    },
  ])
})
