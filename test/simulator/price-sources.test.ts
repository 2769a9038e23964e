import { describe, expect, it } from 'vitest'
import { dayFile } from '../../src/simulator/price-sources/day-files.ts'
import { type PriceDay, publishedDay, type ToldDay } from '../../src/simulator/price-sources/price-day.ts'
import { ENTSOE_TOKEN, FEED_TOKEN } from '../../src/simulator/price-sources/routes.ts'
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

function toldAt(day: PriceDay, instant: string): ToldDay | undefined {
  return publishedDay([day], day, new Date(instant))
}

function fileOf(day: PriceDay, instant: string): unknown {
  const told = toldAt(day, instant)
  return told === undefined ? undefined : dayFile(told)
}

describe('a delivery day', () => {
  it('is published at 13:00 market time on the day before', () => {
    expect(toldAt(winter, '2024-12-12T11:59:59Z')).toBeUndefined()
    expect(toldAt(winter, '2024-12-12T12:00:00Z')?.slots).toHaveLength(24)
  })

  it('is published at 13:00 in summer time too, and by the old day on the night of the change', () => {
    const summer = hours('2025-03-31', '2025-03-30T22:00:00Z', 24)
    expect(toldAt(summer, '2025-03-30T10:59:59Z')).toBeUndefined()
    expect(toldAt(summer, '2025-03-30T11:00:00Z')?.slots).toHaveLength(24)
  })

  it('is told with kroner, euros, rate and local times with their offset', () => {
    expect(fileOf(winter, '2024-12-13T00:00:00Z')).toEqual(
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
    expect(fileOf(long, '2024-10-27T00:00:00Z')).toMatchObject([
      { time_start: '2024-10-27T00:00:00+02:00' },
      {},
      { time_start: '2024-10-27T02:00:00+02:00', time_end: '2024-10-27T02:00:00+01:00' },
      { time_start: '2024-10-27T02:00:00+01:00' },
      ...Array.from({ length: 21 }, () => ({})),
    ])
  })
})

describe('the sources over HTTP', () => {
  it('answer 404 for what is not there, and for no login at all', async () => {
    const { simulator, http } = await stage({ prices: [winter] })
    for (const base of ['', '/hvakosterstrommen']) {
      const at = (file: string) => http.get(`${base}/api/v1/prices/2024/${file}`)
      expect((await at('12-13_NO2.json')).data).toHaveLength(24)
      expect((await at('12-14_NO2.json')).status).toBe(404)
      expect((await at('12-13_NO1.json')).status).toBe(404)
      expect((await at('latest.json')).status).toBe(404)
    }
    expect((await http.get('/elprisetjustnu/api/v1/prices/2024/12-13_NO2.json')).status).toBe(404)
    await simulator.close()
  })

  it('want their token', async () => {
    const { simulator, http } = await stage({ prices: [winter] })
    const query = {
      documentType: 'A44',
      in_Domain: '10YNO-2--------T',
      out_Domain: '10YNO-2--------T',
      periodStart: '202412122300',
      periodEnd: '202412132300',
    }
    expect((await http.get('/entsoe/api', { params: query })).status).toBe(401)
    const params = { ...query, securityToken: ENTSOE_TOKEN }
    expect((await http.get('/entsoe/api', { params })).data).toContain('<price.amount>100</price.amount>')
    const refused = await http.get('/entsoe/api', { params: { ...params, periodStart: 'now' } })
    expect([refused.status, refused.data]).toEqual([400, expect.stringContaining('The period is not valid')])
    const path = '/retailer-feed/v1/prices/NO2/2024-12-13'
    expect((await http.get(path)).status).toBe(401)
    const headers = { authorization: `Bearer ${FEED_TOKEN}` }
    const found = await http.get(path, { headers })
    expect(found.data).toMatchObject({ zone: 'NO2', day: '2024-12-13', currency: 'NOK', stepMinutes: 60 })
    const tag = String(found.headers['etag'])
    expect((await http.get(path, { headers: { ...headers, 'if-none-match': tag } })).status).toBe(304)
    await simulator.close()
  })

  it('fail as ordered, as often as ordered, where ordered, and no longer after a reset', async () => {
    const { simulator, http } = await stage({ prices: [winter] })
    const status = async () => (await http.get('/api/v1/prices/2024/12-13_NO2.json')).status
    const arm = (fault: object) => http.post('/_simulator/price-faults', fault)
    await arm({ kind: 'down', source: 'entsoe' })
    await arm({ kind: 'down', zone: 'NO5' })
    expect(await status()).toBe(200)
    await arm({ kind: 'down', source: 'hvakosterstrommen', times: 2 })
    expect([await status(), await status(), await status()]).toEqual([503, 503, 200])
    expect((await http.get('/_simulator/price-faults')).data).toHaveLength(2)
    await arm({ kind: 'late', times: 100 })
    expect(await status()).toBe(404)
    expect((await arm({ kind: 'unheard-of' })).status).toBe(400)
    simulator.reset()
    expect((await http.get('/_simulator/price-faults')).data).toEqual([])
    expect(await status()).toBe(200)
    await simulator.close()
  })
})
