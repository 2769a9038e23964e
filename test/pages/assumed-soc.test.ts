import { expect, test } from 'vitest'
import { renderPlanPage } from '../../src/pages/plan-page.ts'
import { barePlan } from './example-views.ts'

test.each([
  ['nb', 'som om den hadde 37'],
  ['en', 'as if it had 37'],
] as const)(
  '%s: a state of charge that is assumed is told as such, and no gauge shows it',
  (language, words) => {
    const page = renderPlanPage({ ...barePlan(language), assumedSoc: 37 })
    expect(page).toContain(words)
    expect(page).not.toContain('gauge-soc')
    expect(renderPlanPage(barePlan(language))).not.toContain(words)
  },
)
