import { expect, test } from 'vitest'
import { CHARGE_NOW_OBSTACLES } from '../../src/control/charge-now-obstacle.ts'
import { renderPlanPage } from '../../src/pages/plan-page.ts'
import { wishTexts } from '../../src/texts/wish-texts.ts'
import { examplePlan } from './example-views.ts'

const PRESS = '>Lad nå</button>'
const CHOOSE = 'Velg når den skal slutte'

test.each(CHARGE_NOW_OBSTACLES)(
  'charge now is not offered where %s is in the way, and it is said why',
  (obstacle) => {
    const page = renderPlanPage(examplePlan({ language: 'nb', chargeNowObstacle: obstacle }))
    const isReached = obstacle === 'target-already-reached'
    expect(page).toContain(isReached ? 'Målet er nådd.' : wishTexts('nb').chargeNow.refused[obstacle])
    expect(page).not.toContain(PRESS)
    expect(page.includes(CHOOSE)).toBe(isReached)
  },
)

test('charge now can be pressed while the car waits', () => {
  const page = renderPlanPage(examplePlan({ language: 'nb' }))
  expect(page).toContain(PRESS)
  expect(page).toContain(CHOOSE)
})

test.each([
  ['nb', 'Bilens egen ladegrense er 60'],
  ['en', 'The car’s own charge limit is 60%'],
] as const)(
  '%s: a limit of the car’s own below the target is told before it is reached',
  (language, words) => {
    expect(renderPlanPage(examplePlan({ language, limitBelow: 60 }))).toContain(words)
    expect(renderPlanPage(examplePlan({ language }))).not.toContain(words)
  },
)

test('a car that does not follow its plan costs nothing to tell, and no price is said to be missing', () => {
  const view = examplePlan({ language: 'nb', reason: { code: 'needs_pairing' }, estimate: null })
  const [nothing, unknown] = ['så det er ingenting å beregne', 'før prisene er kjent']
  const page = renderPlanPage(view)
  expect(page).toContain(nothing)
  expect(page).not.toContain(unknown)
  const slots = view.slots.map((slot) => ({ ...slot, costPerKwh: null }))
  expect(renderPlanPage({ ...view, slots })).toContain(unknown)
})
