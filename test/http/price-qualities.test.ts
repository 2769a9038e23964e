import { describe, expect, test } from 'vitest'
import type { PriceDocument } from '../../src/prices/port.ts'
import { savePrices } from '../../src/prices/price-store.ts'
import { deleteRows } from '../support/shared-database.ts'
import { wholeDay } from '../prices/support/documents.ts'
import { browser, connect, look } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()
const [TODAY, TOMORROW, BEFORE] = ['2024-12-12', '2024-12-13', '2024-12-11']

interface Known {
  readonly days: readonly string[]
  readonly changes?: Partial<PriceDocument>
  readonly preference?: number
}

async function pageWith({ days, changes = {}, preference = 0 }: Known): Promise<string> {
  const { control } = scene()
  await deleteRows(control.db)
  await control.db.transaction().execute(async (trx) => {
    for (const day of days) await savePrices(trx, wholeDay(day, changes), control.clock.now(), preference)
  })
  const { planUrl } = await connect(scene())
  await look(scene())
  return (await browser(scene().app, 'get', planUrl).expect(200)).text
}

describe('the plan page in each quality of prices', () => {
  test.each<[string, Known, boolean]>([
    ['final', { days: [TODAY, TOMORROW] }, false],
    ['preliminary', { days: [TODAY, TOMORROW], changes: { quality: 'preliminary' } }, false],
    ['of a second source', { days: [TODAY, TOMORROW], preference: 1 }, false],
    ['estimated', { days: [BEFORE] }, true],
  ])('switches between the whole bill and the spot price: %s', async (_, known, isEstimate) => {
    const text = await pageWith(known)
    expect(text).toMatch(/<input\s+type="radio"\s+name="prices"\s+id="prices-bill"\s+checked\s+\/>/)
    const [bill = '', spot = ''] = text.split('<div class="prices-spot">')
    for (const chart of [bill, spot]) {
      expect(chart).toContain('<svg')
      expect(chart.includes('fill="url(#hatch-')).toBe(isEstimate)
    }
  })

  test('shows a plan by time, and offers no switch, without any price', async () => {
    const text = await pageWith({ days: [] })
    expect(text).not.toContain('name="prices"')
    expect(text).toContain('Provisional plan: it leans on prices that are not final')
  })
})
