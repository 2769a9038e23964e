import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { api, connect, look, problemIn, type Connected } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()

async function planned(): Promise<Connected> {
  const connected = await connect(scene())
  await look(scene())
  return connected
}

describe('a vehicle', () => {
  const shown = async (vehicleId: string): Promise<z.infer<typeof vehicleSchema>> =>
    vehicleSchema.parse((await api(scene().app, 'get', `/v1/vehicles/${vehicleId}`).expect(200)).body)

  test('says that it was not read yet, and why nothing happens', async () => {
    const { vehicleId } = await connect(scene())
    const vehicle = await shown(vehicleId)
    expect(vehicle).toMatchObject({
      id: vehicleId,
      status: 'unknown',
      socPercent: null,
      assumedSocPercent: null,
      observedAt: null,
      reach: 'offline',
      reason: { code: 'analysing' },
    })
    expect(vehicle.reason.text.nb).toBe('Vi sjekker bilen. Den kan lade noen minutter først.')
  })

  test('calls a held car that its driver no longer lets us command not controllable, and promises nothing of it', async () => {
    const { vehicleId, connectionId } = await planned()
    const seen = async () =>
      z
        .object({ controllable: z.string(), promise: z.object({ backBy: z.string().nullable() }) })
        .parse((await api(scene().app, 'get', `/v1/vehicles/${vehicleId}`).expect(200)).body)
    const before = await seen()
    expect(before.controllable).toBe('yes')
    expect(before.promise.backBy).toMatch(/Z$/)
    await scene()
      .control.db.updateTable('connection')
      .set({ missing_scopes: 'vehicle_charging_cmds' })
      .where('id', '=', connectionId)
      .execute()
    expect(await seen()).toMatchObject({ controllable: 'no', promise: { backBy: null } })
  })

  test('says what was last seen and why it is not charging, in both languages', async () => {
    const vehicle = await shown((await planned()).vehicleId)
    expect(vehicle).toMatchObject({ reach: 'online', limitPercent: 90, chargeNow: false })
    expect(vehicle.reason.code).toBe('waiting_for_lower_price')
    expect(vehicle.reason.startsAt).toMatch(/Z$/)
    expect(vehicle.reason.text.nb).toMatch(/^Venter på lavere priser\. Ladingen starter kl\.\s\d\d:\d\d\.$/)
    expect(vehicle.reason.text.en).toMatch(/^Waiting for lower prices\. Charging starts at \d\d:\d\d\.$/)
    expect(vehicle.socPercent).toBeGreaterThanOrEqual(40)
    expect(Date.parse(vehicle.observedAt ?? '')).toBeLessThanOrEqual(scene().clock.now().getTime())
  })

  test('shows an allow-list of members and nothing else', async () => {
    const { vehicleId } = await planned()
    const { text } = await api(scene().app, 'get', `/v1/vehicles/${vehicleId}`)
    expect(() => vehicleSchema.parse(JSON.parse(text))).not.toThrow()
    const more = { ...vehicleSchema.parse(JSON.parse(text)), vin: '5YJ3E1EA0TEST0001' }
    expect(() => vehicleSchema.parse(more)).toThrow()
  })

  test('is listed for its own driver only', async () => {
    const { vehicleId } = await connect(scene())
    const own = await api(scene().app, 'get', '/v1/vehicles?driverId=driver-kari').expect(200)
    expect(own.body).toMatchObject({ items: [{ id: vehicleId }] })
    await api(scene().app, 'get', '/v1/vehicles?driverId=driver-ola').expect(200, { items: [] })
    const problem = problemIn(await api(scene().app, 'get', '/v1/vehicles'))
    expect(problem.errors?.[0]).toMatchObject({ pointer: '/driverId' })
    expect(problem.detail).toContain('driverId is missing: expected')
  })

  test.each(['', '/policy', '/plan', '/charge-now'])(
    'is not found under an id of nobody: %s',
    async (path) => {
      const method = path === '/charge-now' ? 'post' : 'get'
      const answer = await api(
        scene().app,
        method,
        `/v1/vehicles/00000000-0000-4000-8000-000000000000${path}`,
      )
      expect(problemIn(answer)).toMatchObject({ status: 404, code: 'not-found' })
    },
  )
})

describe('charge now', () => {
  test('is on until it is taken back', async () => {
    const { vehicleId } = await planned()
    const path = `/v1/vehicles/${vehicleId}/charge-now`
    const on = await api(scene().app, 'post', path).expect(202)
    expect(on.body).toMatchObject({ chargeNow: true, reason: { code: 'charging_boost' } })
    await api(scene().app, 'post', path).expect(202)
    const off = await api(scene().app, 'delete', path).expect(202)
    expect(off.body).toMatchObject({ chargeNow: false, reason: { code: 'waiting_for_lower_price' } })
  })

  test('is refused for a car that was never read', async () => {
    const { vehicleId } = await connect(scene())
    const problem = problemIn(await api(scene().app, 'post', `/v1/vehicles/${vehicleId}/charge-now`))
    expect(problem).toMatchObject({ status: 409, code: 'vehicle-not-read', resolution: 'retry' })
  })

  test('is refused without live consent', async () => {
    const { vehicleId, connectionId } = await planned()
    await withdrawConsent(scene().control, connectionId)
    for (const method of ['post', 'delete'] as const) {
      const problem = problemIn(await api(scene().app, method, `/v1/vehicles/${vehicleId}/charge-now`))
      expect(problem).toMatchObject({ status: 403, code: 'consent-missing', resolution: 'reconnect' })
    }
  })
})

const instantOrNull = z.iso.datetime().nullable()
const vehicleSchema = z.strictObject({
  id: z.uuid(),
  driverId: z.string(),
  connectionId: z.uuid(),
  carmaker: z.literal('tesla'),
  status: z.string(),
  socPercent: z.number().nullable(),
  assumedSocPercent: z.number().nullable(),
  limitPercent: z.number().nullable(),
  powerKw: z.number().nullable(),
  observedAt: instantOrNull,
  reach: z.enum(['online', 'asleep', 'offline']),
  checkedAt: instantOrNull,
  pluggedInAt: instantOrNull,
  controllable: z.enum(['yes', 'needs_pairing', 'no', 'unknown']),
  pairingUrl: z.url().nullable(),
  atHome: z.strictObject({
    atHome: z.boolean().nullable(),
    told: z.boolean().nullable(),
    homePlug: z.boolean(),
  }),
  testCharge: z.null(),
  promise: z.strictObject({
    class: z.literal('B'),
    backBy: z.iso.datetime().nullable(),
    text: z.strictObject({ nb: z.string(), en: z.string() }),
  }),
  chargeNow: z.boolean(),
  streaming: z.string(),
  trouble: z.null(),
  doesNotRestartSince: z.null(),
  override: z.null(),
  reason: z.strictObject({
    code: z.string(),
    startsAt: z.iso.datetime().optional(),
    text: z.strictObject({ nb: z.string(), en: z.string() }),
  }),
  planUrl: z.url(),
})
