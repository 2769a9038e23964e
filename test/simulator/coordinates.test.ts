import type { AxiosResponse } from 'axios'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createCoordinatePool } from '../../src/simulator/coordinates.ts'
import { api, car, connect, refresh, responseIn, stage, type Stage } from './support.ts'

const VIN = '5YJ3E1EA0TEST0001'

describe('the pool of coordinates', () => {
  const { pairs } = createCoordinatePool('test')
  const values = pairs.flatMap(({ latitude, longitude }) => [latitude, longitude])

  it('holds 64 pairs in and around Norway, with six decimals each', () => {
    expect(pairs).toHaveLength(64)
    for (const { latitude, longitude } of pairs) {
      expect(latitude).toBeGreaterThanOrEqual(58)
      expect(latitude).toBeLessThan(71)
      expect(longitude).toBeGreaterThanOrEqual(5)
      expect(longitude).toBeLessThan(31)
      expect(String(latitude)).toMatch(/^\d{2}\.\d{6}$/)
      expect(String(longitude)).toMatch(/^\d{1,2}\.\d{6}$/)
    }
  })

  it('has no two values alike to two decimals, truncated or rounded', () => {
    expect(new Set(values.map((value) => Math.floor(value * 100))).size).toBe(128)
    expect(new Set(values.map((value) => Math.round(value * 100))).size).toBe(128)
  })

  it('is the same for the same seed and another for another', () => {
    expect(createCoordinatePool('test').pairs).toEqual(pairs)
    expect(createCoordinatePool('other').pairs).not.toEqual(pairs)
  })
})

describe('every answer of the vehicle API', () => {
  let scene: Stage
  let tokens: { access: string; refresh: string }
  beforeEach(async () => {
    scene = await stage({
      cars: [car(), car({ login: 'ola', vin: '5YJ3E1EA0TEST0002', sleepsAfterMinutes: 1, stays: [] })],
    })
    tokens = await connect(scene)
  })
  afterEach(() => scene.simulator.close())

  const reads = [
    '/users/region',
    '/vehicles',
    `/vehicles/${VIN}`,
    `/vehicles/${VIN}/vehicle_data?endpoints=charge_state`,
  ]
  const commands = ['wake_up', 'command/charge_stop', 'command/charge_start', 'command/set_charge_limit']

  it.each(reads)('carries a position and counts it: %s', async (path) => {
    await expectCounted(() => api(scene, tokens.access, path))
  })

  it.each(commands)('carries a position and counts it: %s', async (path) => {
    await expectCounted(() => api(scene, tokens.access, `/vehicles/${VIN}/${path}`, { percent: 60 }))
  })

  it.each([
    ['401', () => api(scene, 'nonsense', '/vehicles')],
    ['404', () => api(scene, tokens.access, '/vehicles/5YJ3E1EA0TEST0009')],
    ['404', () => api(scene, tokens.access, '/no/such/address')],
    ['401', () => refresh(scene, 'nonsense')],
    [
      '400',
      () =>
        scene.http.post(`/api/1/vehicles/${VIN}/wake_up`, '{"', {
          headers: { 'content-type': 'application/json' },
        }),
    ],
  ])('carries a position in an error too: %s', async (status, ask) => {
    const answer = await expectCounted(ask)
    expect(String(answer.status)).toBe(status)
  })

  it.each(['http-500', 'html', 'rate-limited'])(
    'carries a position in an ordered fault: %s',
    async (kind) => {
      await scene.http.post('/_simulator/faults', { kind })
      const answer = await expectCounted(() => api(scene, tokens.access, `/vehicles/${VIN}`))
      expect(answer.status).toBeGreaterThanOrEqual(400)
    },
  )

  it('carries a position when the car sleeps', async () => {
    const { access } = await connect(scene, 'ola')
    scene.pass(120)
    const answer = await expectCounted(() => api(scene, access, '/vehicles/5YJ3E1EA0TEST0002/vehicle_data'))
    expect(answer.status).toBe(408)
  })

  it.each([
    'display_name',
    'charge_state.home_location',
    'charge_state.work_location',
    'drive_state',
    'drive_state.active_route_destination',
    'drive_state.active_route_coordinates',
    'drive_state.location_name',
    'location_data',
    'location_data.location_name',
    'charge_schedule_data.charge_schedules',
    'preconditioning_schedule_data.precondition_schedules',
    'vehicle_state.vehicle_name',
    'vehicle_state.last_seen',
  ])('hides a position in the vehicle report at %s, though only charge state was asked for', async (path) => {
    const url = `/vehicles/${VIN}/vehicle_data?endpoints=charge_state`
    const part = path.split('.').reduce<unknown>(memberOf, responseIn(await api(scene, tokens.access, url)))
    expect(positionsIn(JSON.stringify(part))).toBeGreaterThan(0)
  })

  it('a cut answer tells nothing and counts nothing', async () => {
    await scene.http.post('/_simulator/faults', { kind: 'timeout-after-effect' })
    const before = scene.simulator.report().coordinatesSent
    await api(scene, tokens.access, `/vehicles/${VIN}/wake_up`, {}).catch(() => undefined)
    expect(scene.simulator.report().coordinatesSent).toBe(before)
  })

  /** The count rises by exactly the pairs found in the answer, of which there is at least one. */
  async function expectCounted(ask: () => Promise<AxiosResponse>): Promise<AxiosResponse> {
    const before = scene.simulator.report().coordinatesSent
    const answer = await ask()
    const text = JSON.stringify(answer.data) + JSON.stringify(answer.headers)
    const counted = scene.simulator.report().coordinatesSent - before
    expect(counted).toBeGreaterThan(0)
    expect(positionsIn(text)).toBe(counted)
    expect(positionsIn(JSON.stringify(answer.data))).toBeGreaterThan(0)
    return answer
  }

  /** Latitudes of the pool in a text, each followed closely by its longitude. */
  function positionsIn(text: string): number {
    const { pool } = scene.simulator.report()
    const counts = pool.map(({ latitude, longitude }) => {
      const after = text.split(String(latitude)).slice(1)
      return after.filter((rest) => rest.slice(0, 60).includes(String(longitude))).length
    })
    return counts.reduce((sum, count) => sum + count, 0)
  }
})

function memberOf(whole: unknown, name: string): unknown {
  return z.record(z.string(), z.unknown()).parse(whole)[name]
}
