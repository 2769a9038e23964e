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

test('calls two sums that read alike the same, and none a saving', () => {
  const told = (cost: number, baselineCost: number): string =>
    renderPlanPage(examplePlan({ language: 'en', estimate: { cost, baselineCost } }))
  expect(told(3.5449, 3.5351)).toContain('It costs the same as charging at once.')
  expect(told(3.5451, 3.5351)).toMatch(/This costs NOK\s0\.01 more than charging at once/)
})
