import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { findVehicle } from '../../src/vehicles/vehicle-store.ts'
import { api, connect, problemIn } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()

const instant = z.iso.datetime()
const pricesSchema = z.strictObject({
  zone: z.string(),
  currency: z.string(),
  slots: z.array(
    z.strictObject({
      start: instant,
      end: instant,
      perKwh: z.number(),
      eurPerMwh: z.number().nullable(),
      quality: z.enum(['final', 'preliminary', 'second-source', 'estimate']),
      source: z.string().nullable(),
    }),
  ),
  costs: z
    .array(
      z.strictObject({
        start: instant,
        end: instant,
        costPerKwh: z.number(),
        quality: z.enum(['final', 'estimate']),
        components: z.record(z.string(), z.number()),
      }),
    )
    .optional(),
})

async function ask(query: string) {
  return pricesSchema.parse((await api(scene().app, 'get', `/v1/prices?${query}`).expect(200)).body)
}

describe('prices', () => {
  test('of a zone are told for a delivery day, with their source', async () => {
    const { currency, slots, costs } = await ask('zone=NO2&day=2024-12-12')
    expect([currency, slots.length, costs]).toEqual(['NOK', 24, undefined])
    expect(slots[0]).toMatchObject({ start: '2024-12-11T23:00:00.000Z', quality: 'final', source: 'shipped' })
  })

  test('reach to the end of tomorrow without a day, estimates where nothing is published', async () => {
    const { slots } = await ask('zone=NO4')
    expect(slots).toEqual([])
    const known = await ask('zone=NO2')
    expect(known.slots).toHaveLength(48)
  })

  test('of a site come with what a kWh costs there, in parts that add up', async () => {
    const { vehicleId } = await connect(scene())
    const vehicle = await findVehicle(scene().control.db, vehicleId)
    const { zone, costs = [] } = await ask(`siteId=${vehicle?.siteId ?? ''}&day=2024-12-12`)
    expect([zone, costs.length]).toEqual(['NO2', 24])
    for (const { costPerKwh, components } of costs) {
      expect(Object.values(components).reduce((sum, part) => sum + part, 0)).toBeCloseTo(costPerKwh, 9)
    }
  })

  test.each(['', 'zone=NO9', 'zone=NO2&day=today', 'zone=NO2&hour=7'])(
    'are refused for "%s", naming the field',
    async (query) => {
      const problem = problemIn(await api(scene().app, 'get', `/v1/prices?${query}`))
      expect(problem).toMatchObject({ status: 422 })
    },
  )
})
