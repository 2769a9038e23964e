import { describe, expect, test } from 'vitest'
import { renderPlanPage } from '../../src/pages/plan-page.ts'
import { examplePlan, exampleSlots } from './example-views.ts'

describe('the picture of a plan', () => {
  test('shows the whole bill, and the spot price alone at the choice of the driver', () => {
    const slots = exampleSlots().map((slot) => ({ ...slot, spotPerKwh: 0.5 }))
    const markup = renderPlanPage(examplePlan({ slots }))
    expect(markup).toMatch(/<input\s+type="radio"\s+name="prices"\s+id="prices-bill"\s+checked\s+\/>/)
    expect(markup).toMatch(/id="prices-spot"\s+\/>Bare spotpris, uten mva.<\/label/)
    const [, spot = ''] = markup.split('<div class="prices-spot">')
    expect(spot).toMatch(/50,0\u00a0øre/)
  })

  test('offers no choice where only the bill is known', () => {
    expect(renderPlanPage(examplePlan())).not.toContain('name="prices"')
  })
})
