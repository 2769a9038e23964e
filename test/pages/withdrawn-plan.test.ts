import { expect, test } from 'vitest'
import { renderPlanPage } from '../../src/pages/plan-page.ts'
import { examplePlan } from './example-views.ts'

const view = examplePlan()
const withdrawn = renderPlanPage({ ...view, reason: { code: 'consent_withdrawn' } })

test('after consent was withdrawn the plan page asks for nothing and plans nothing', () => {
  expect(withdrawn).toMatch(/You have withdrawn your consent|Du har trukket samtykket/)
  expect(withdrawn).not.toContain('<form method="post"')
  expect(withdrawn).not.toContain(view.urls.withdraw)
  expect(withdrawn).not.toContain('id="chart"')
})

test('before it, the same page has all of them', () => {
  const page = renderPlanPage(view)
  expect(page).toContain('<form method="post"')
  expect(page).toContain(view.urls.withdraw)
  expect(page).toContain('id="chart"')
})

test('what was shared, and why the car was charged, can still be read', () => {
  expect(withdrawn).toContain(view.urls.consent)
  expect(withdrawn).toContain(view.urls.why)
})

test('a car that was not seen to be given back is said to need its driver', () => {
  const words = 'må du starte ladingen i bilen'
  expect(renderPlanPage({ ...view, reason: { code: 'consent_withdrawn' }, isStanding: true })).toContain(
    words,
  )
  expect(withdrawn).not.toContain(words)
})
