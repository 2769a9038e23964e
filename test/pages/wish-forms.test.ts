import { describe, expect, test } from 'vitest'
import { renderPlanPage } from '../../src/pages/plan-page.ts'
import type { WishNotice } from '../../src/pages/wish-view.ts'
import { WEEKDAYS } from '../../src/vehicles/departures.ts'
import { EXAMPLE_WISH, examplePlan } from './example-views.ts'

const pageAfter = (notice: WishNotice | null): string =>
  renderPlanPage(examplePlan({ wish: { ...EXAMPLE_WISH, notice } }))

describe('the forms for what the driver wants', () => {
  test('put a fault beside the field it is about, and keep what was typed', () => {
    const markup = pageAfter({
      kind: 'invalid',
      form: 'policy',
      typed: { target: '85', minimum: '9<0', readyBy: '07:00' },
      faulty: ['minimum'],
    })
    expect(markup).toMatch(
      /name="minimum"[^>]*value="9&lt;0"[^>]*aria-describedby="minimum-help minimum-fault"[^>]*aria-invalid="true"/,
    )
    expect(markup).toMatch(/name="target"[^>]*value="85"/)
    expect(markup.match(/aria-invalid/g)).toHaveLength(1)
  })

  test('open the part that is wrong, and tick again what was ticked', () => {
    const wrong = pageAfter({
      kind: 'invalid',
      form: 'week',
      typed: { 'monday-readyBy': '25:00', 'sunday-none': 'on' },
      faulty: ['monday-readyBy'],
    })
    expect(wrong).toMatch(/<details id="week" open>/)
    expect(wrong).toMatch(/name="monday-readyBy"[^>]*value="25:00"[^>]*aria-invalid="true"/)
    expect(wrong).toMatch(/name="sunday-none"[^>]*checked/)
    expect(wrong).not.toMatch(/name="saturday-none"[^>]*checked/)
    expect(pageAfter(null)).toMatch(/<details id="week" >/)
    expect(pageAfter(null)).toMatch(/name="saturday-none"[^>]*checked/)
  })

  test('show what is stored for every day, not what holds for the next departure', () => {
    const markup = renderPlanPage(examplePlan({ target: 95, readyBy: new Date('2024-12-13T04:30:00Z') }))
    expect(markup).toMatch(/name="target"[^>]*value="80"/)
    expect(markup).toMatch(/name="readyBy"[^>]*value="07:00"/)
  })

  test('say that a time holds every day only where no day differs', () => {
    expect(pageAfter(null)).not.toContain('Gjelder hver dag')
    const alike = { ...EXAMPLE_WISH, weekdays: {}, exceptions: [] }
    expect(renderPlanPage(examplePlan({ wish: alike }))).toContain('Gjelder hver dag, lokal tid.')
  })

  test('name every input, each by itself', () => {
    const markup = pageAfter(null)
    const ids = [...markup.matchAll(/<input[^>]*\bid="([^"]+)"/g)].map(([, id = '']) => id)
    expect(ids.length).toBeGreaterThan(WEEKDAYS.length * 3)
    expect(new Set(ids).size).toBe(ids.length)
    const unnamed = ids.filter(
      (id) =>
        !markup.includes(`<label for="${id}"`) &&
        !new RegExp(`<label class="choice"\\s*><input[^>]*id="${id}"`).test(markup),
    )
    expect(unnamed).toEqual([])
  })

  test('list the days that differ, each with its own way out', () => {
    const markup = pageAfter(null)
    expect(markup).toMatch(/man\. 23\. des\.<\/time>: 100\u00a0% til kl\.\u00a006:15/)
    expect(markup).toMatch(/tir\. 24\. des\.<\/time>: ingen avreise/)
    expect(markup).toContain('aria-label="Fjern tir. 24. des."')
  })

  test('offer no charge now in a pause, in which it would be refused, and say how to get it', () => {
    const wish = { ...EXAMPLE_WISH, paused: { until: null } }
    const paused = examplePlan({ wish, chargeNowObstacle: 'paused' })
    expect(renderPlanPage(paused)).not.toContain(`action="${paused.urls.chargeNow}"`)
    expect(renderPlanPage(paused)).toContain('Avslutt pausen, og prøv igjen.')
    expect(renderPlanPage(examplePlan())).toContain(`action="${paused.urls.chargeNow}"`)
  })

  test('offer the way out of a pause, and say when it ends by itself', () => {
    const until = new Date('2024-12-14T17:00:00Z')
    const paused = renderPlanPage(examplePlan({ wish: { ...EXAMPLE_WISH, paused: { until } } }))
    expect(paused).toContain('Smartlading er slått av til lør. 14. des. kl.\u00a018:00.')
    expect(paused).toContain('action="/plan/4711/resume"')
    expect(paused).not.toContain('action="/plan/4711/pause"')
  })
})

describe('charge now', () => {
  test.each([
    [{ active: true, byHand: null }, '«Lad nå» er på, til målet er nådd.'],
    [{ active: true, byHand: null, target: 95 }, '«Lad nå» er på, til bilen er på 95\u00a0%.'],
    [{ active: true, byHand: null, untilUnplugged: true }, '«Lad nå» er på, til kabelen tas ut.'],
    [
      { active: true, byHand: null, until: new Date('2024-12-12T22:00:00Z') },
      '«Lad nå» er på til kl.\u00a023:00.',
    ],
  ] as const)('says when it ends', (override, sentence) => {
    expect(renderPlanPage(examplePlan({ override }))).toContain(sentence)
  })
})
