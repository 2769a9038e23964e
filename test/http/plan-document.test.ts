import { expect, test } from 'vitest'
import { kwh, money } from '../../src/base/units.ts'
import { planDocument } from '../../src/http/plan-document.ts'
import { nightOf, slotsOf } from '../support/pictures.ts'
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
