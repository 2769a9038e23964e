import { describe, expect, it } from 'vitest'
import { priceFile, type PriceDay } from '../../src/simulator/price-source.ts'
import { stage } from './support.ts'

const hours = (day: string, first: string, count: number): PriceDay => ({
  zone: 'NO2',
  day,
  slots: Array.from({ length: count }, (_, hour) => ({
    startUtc: new Date(Date.parse(first) + hour * 3_600_000),
    perKwh: hour === 3 ? -0.117 : 1.17,
  })),
})
const winter = hours('2024-12-13', '2024-12-12T23:00:00Z', 24)

describe('the price source', () => {
  it('publishes a delivery day at 13:00 market time on the day before', () => {
    const at = (instant: string) => priceFile([winter], '2024', '12-13_NO2.json', new Date(instant))
    expect(at('2024-12-12T11:59:59Z')).toBeUndefined()
    expect(at('2024-12-12T12:00:00Z')).toHaveLength(24)
  })

  it('counts 13:00 in summer time too, and by the old day on the night of the change', () => {
    const summer = hours('2025-03-31', '2025-03-30T22:00:00Z', 24)
    const at = (instant: string) => priceFile([summer], '2025', '03-31_NO2.json', new Date(instant))
    expect(at('2025-03-30T10:59:59Z')).toBeUndefined()
    expect(at('2025-03-30T11:00:00Z')).toHaveLength(24)
  })

  it('gives kroner, euros, rate and local times with their offset', () => {
    const file = priceFile([winter], '2024', '12-13_NO2.json', new Date('2024-12-13T00:00:00Z'))
    expect(file).toEqual(
      expect.arrayContaining([
        {
          NOK_per_kWh: -0.117,
          EUR_per_kWh: -0.01,
          EXR: 11.7,
          time_start: '2024-12-13T03:00:00+01:00',
          time_end: '2024-12-13T04:00:00+01:00',
        },
      ]),
    )
  })

  it('has 25 hours on the day summer time ends, with both offsets', () => {
    const long = hours('2024-10-27', '2024-10-26T22:00:00Z', 25)
    const file = priceFile([long], '2024', '10-27_NO2.json', new Date('2024-10-27T00:00:00Z'))
    expect(file).toMatchObject([
      { time_start: '2024-10-27T00:00:00+02:00' },
      {},
      { time_start: '2024-10-27T02:00:00+02:00', time_end: '2024-10-27T02:00:00+01:00' },
      { time_start: '2024-10-27T02:00:00+01:00' },
      ...Array.from({ length: 21 }, () => ({})),
    ])
  })

  it('answers 404 for what is not there, and for no login at all', async () => {
    const { simulator, http, pass } = await stage({ prices: [winter] })
    expect((await http.get('/api/v1/prices/2024/12-13_NO2.json')).data).toHaveLength(24)
    expect((await http.get('/api/v1/prices/2024/12-14_NO2.json')).status).toBe(404)
    expect((await http.get('/api/v1/prices/2024/12-13_NO1.json')).status).toBe(404)
    pass(1)
    expect((await http.get('/api/v1/prices/2024/latest.json')).status).toBe(404)
    await simulator.close()
  })
})
