import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { savePrices } from '../../src/prices/price-store.ts'
import type { BiddingZone } from '../../src/prices/zones.ts'
import { useTariffFile } from '../../src/tariffs/shipped-tariffs.ts'
import { wholeDay } from '../prices/support/documents.ts'
import { api, begin } from './requests.ts'
import { useScene } from './scene.ts'
import { siteOf } from './site-requests.ts'

const scene = useScene()
const DAY = '2026-10-02'

beforeAll(() => {
  useTariffFile('test/fixtures/tariff-files/four-countries.yaml')
})
afterAll(() => {
  useTariffFile(null)
})

const answerSchema = z.object({
  currency: z.string(),
  costs: z.array(
    z.object({
      start: z.string(),
      costPerKwh: z.number(),
      quality: z.string(),
      components: z.record(z.string(), z.number()),
    }),
  ),
})

async function costsIn(zone: BiddingZone) {
  const { control, app, clock } = scene()
  clock.set(new Date(`${DAY}T06:00:00Z`))
  await control.db.transaction().execute((trx) => savePrices(trx, wholeDay(DAY, { zone }), clock.now()))
  const site = { biddingZone: zone, contract: { kind: 'spot', surcharge: 0, support: false } }
  const { id } = await begin(scene(), { address: undefined, site })
  const siteId = await siteOf(scene(), id)
  const told = await api(app, 'get', `/v1/prices?siteId=${siteId}&day=${DAY}`).expect(200)
  return { answer: answerSchema.parse(told.body), siteId }
}

describe('prices of a site whose zone the tariff file names', () => {
  test.each([
    { zone: 'SE3', currency: 'SEK', surcharge: 0.05, tax: 0.36, grid: 0.2, vatRate: 0.25 },
    { zone: 'DK1', currency: 'DKK', surcharge: 0.1, tax: 0.008, grid: 0.2, vatRate: 0.25 },
    { zone: 'FI', currency: 'EUR', surcharge: 0.005, tax: 0.0228, grid: 0.04, vatRate: 0.255 },
    { zone: 'DE-LU', currency: 'EUR', surcharge: 0.02, tax: 0.0205, grid: 0.09, vatRate: 0.19 },
  ] as const)(
    '$zone: the whole bill in $currency',
    async ({ zone, currency, surcharge, tax, grid, vatRate }) => {
      const { answer, siteId } = await costsIn(zone)
      expect(answer.currency).toBe(currency)
      const noon = answer.costs.find(({ start }) => start === `${DAY}T10:00:00.000Z`)
      const spot = noon?.components['spot'] ?? Number.NaN
      expect(noon?.components).toMatchObject({
        surcharge,
        electricityTax: tax,
        gridEnergy: grid,
        enova: 0,
        support: 0,
      })
      expect(noon?.costPerKwh).toBeCloseTo((spot + surcharge + tax + grid) * (1 + vatRate), 9)
      expect(noon?.quality).toBe('final')
      const site = await api(scene().app, 'get', `/v1/sites/${siteId}`).expect(200)
      expect(site.body).toMatchObject({ currency, gaps: [] })
    },
  )

  test('another zone has the energy alone, and says so', async () => {
    const { answer, siteId } = await costsIn('NL')
    expect(answer.costs[0]?.quality).toBe('estimate')
    const site = await api(scene().app, 'get', `/v1/sites/${siteId}`).expect(200)
    expect(site.body).toMatchObject({ gaps: [{ what: 'taxes' }] })
  })
})
