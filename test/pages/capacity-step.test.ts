import { describe, expect, test } from 'vitest'
import { kw } from '../../src/base/units.ts'
import { renderPlanPage } from '../../src/pages/plan-page.ts'
import { EXAMPLE_STEP, examplePlan } from './example-views.ts'

describe('the capacity step on the plan page', () => {
  const shown = (changes: Parameters<typeof examplePlan>[0]): string =>
    renderPlanPage(examplePlan(changes)).replaceAll('\u00a0', ' ')

  test('is told in the language of the page', () => {
    expect(shown({ language: 'nb' })).toContain('Effekttrinnet gir rom for 13,8 kW i en time')
    expect(shown({ language: 'en' })).toContain('The capacity step has room for 13.8 kW in an hour')
  })

  test('is told when the plan passes it, and left out where nothing is known of it', () => {
    const passed = { ...EXAMPLE_STEP, highest: kw(19), isKept: false }
    expect(shown({ capacitySteps: [passed] })).toContain('over de 13,8 kW som effekttrinnet gir rom for')
    expect(shown({ capacitySteps: [] })).not.toContain('Effekttrinnet gir rom')
  })
})
