import { expect, test } from 'vitest'
import { renderPlanPage } from '../../src/pages/plan-page.ts'
import { examplePlan } from './example-views.ts'

test.each([
  ['nb', 'öre/kWh', '&nbsp;SEK'],
  ['en', 'öre/kWh', 'SEK&nbsp;'],
] as const)('tells every sum and price in the currency of the site, in %s', (language, unit, sum) => {
  const markup = renderPlanPage(examplePlan({ language, currency: 'SEK' })).replaceAll('\u00a0', '&nbsp;')
  expect(markup).toContain(unit)
  expect(markup).toContain(sum)
  expect(markup).not.toMatch(/\d&nbsp;kr|NOK|øre/)
})
