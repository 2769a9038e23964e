import { expect, test } from 'vitest'
import type { Reason } from '../../src/control/reasons.ts'
import { renderPlanPage } from '../../src/pages/plan-page.ts'
import { examplePlan } from './example-views.ts'

const PRESS = '>Lad nå</button>'
const CHOOSE = 'Velg når den skal slutte'

test.each<[Reason, string]>([
  [{ code: 'not_plugged_in' }, 'Virker når bilen er koblet til laderen hjemme'],
  [{ code: 'away' }, 'Virker når bilen er koblet til laderen hjemme'],
  [{ code: 'fast_charging' }, 'Virker når bilen er koblet til laderen hjemme'],
  [{ code: 'needs_pairing' }, 'Virker når bilen er koblet til laderen hjemme'],
  [{ code: 'reauth_required' }, 'Virker når bilen er koblet til laderen hjemme'],
  [{ code: 'given_back' }, 'Virker når bilen er koblet til laderen hjemme'],
  [{ code: 'vehicle_limit', percent: 60 }, 'Bilen er ladet til sin egen grense'],
  [{ code: 'ready', percent: 80 }, 'Målet er nådd.'],
])('charge now is not promised where it would do nothing: %o', (reason, words) => {
  const page = renderPlanPage(examplePlan({ language: 'nb', reason }))
  expect(page).toContain(words)
  expect(page).not.toContain(PRESS)
  expect(page.includes(CHOOSE)).toBe(reason.code === 'ready')
})

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
