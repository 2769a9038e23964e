import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { findPolicy } from '../../src/vehicles/policy-store.ts'
import { api, connect, look, problemIn, useScene, type Connected } from './support.ts'

const scene = useScene()
const POLICY = {
  targetPercent: 90,
  minimumPercent: 30,
  readyBy: '06:30',
  timeZone: 'Europe/Oslo',
  paused: false,
}

async function planned(): Promise<Connected> {
  const connected = await connect(scene())
  await look(scene())
  return connected
}

describe('a vehicle', () => {
  test('says that it was not read yet, and why nothing happens', async () => {
    const { vehicleId } = await connect(scene())
    const { body } = await api(scene().app, 'get', `/v1/vehicles/${vehicleId}`).expect(200)
    expect(body).toMatchObject({
      id: vehicleId,
      status: 'unknown',
      socPercent: null,
      observedAt: null,
      reach: 'offline',
      reason: { code: 'analysing', text: { nb: expect.stringContaining('Vi sjekker') } },
    })
  })

  test('says what was last seen and why it is not charging, in both languages', async () => {
    const { vehicleId } = await planned()
    const { body } = await api(scene().app, 'get', `/v1/vehicles/${vehicleId}`).expect(200)
    expect(body).toMatchObject({
      reach: 'online',
      limitPercent: 90,
      chargeNow: false,
      reason: {
        code: 'waiting_for_lower_price',
        startsAt: expect.stringMatching(/Z$/),
        text: {
          nb: expect.stringMatching(/^Venter på lavere priser\. Ladingen starter kl\.\s\d\d:\d\d\.$/),
          en: expect.stringMatching(/^Waiting for lower prices\. Charging starts at \d\d:\d\d\.$/),
        },
      },
    })
    const { socPercent, observedAt } = z
      .object({ socPercent: z.number(), observedAt: z.iso.datetime() })
      .parse(body)
    expect(socPercent).toBeGreaterThanOrEqual(40)
    expect(new Date(observedAt).getTime()).toBeLessThanOrEqual(scene().clock.now().getTime())
  })

  test('shows an allow-list of members and nothing else', async () => {
    const { vehicleId } = await planned()
    const { body } = await api(scene().app, 'get', `/v1/vehicles/${vehicleId}`)
    expect(Object.keys(z.object({}).loose().parse(body))).toEqual([
      'id',
      'driverId',
      'connectionId',
      'carmaker',
      'status',
      'socPercent',
      'limitPercent',
      'powerKw',
      'observedAt',
      'reach',
      'checkedAt',
      'pluggedInAt',
      'chargeNow',
      'reason',
      'planUrl',
    ])
  })

  test('is listed for its own driver only', async () => {
    const { vehicleId } = await connect(scene())
    const own = await api(scene().app, 'get', '/v1/vehicles?driverId=driver-kari').expect(200)
    expect(own.body).toMatchObject({ items: [{ id: vehicleId }] })
    await api(scene().app, 'get', '/v1/vehicles?driverId=driver-ola').expect(200, { items: [] })
    expect(problemIn(await api(scene().app, 'get', '/v1/vehicles')).errors).toMatchObject([
      { pointer: '/driverId', message: expect.stringContaining('driverId is missing: expected') },
    ])
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

describe('the policy', () => {
  const put = (vehicleId: string, body: object, ifMatch: string | null = '"1"') => {
    const asked = api(scene().app, 'put', `/v1/vehicles/${vehicleId}/policy`)
    return (ifMatch === null ? asked : asked.set('If-Match', ifMatch)).send(body)
  }

  test('is read with its version as entity tag', async () => {
    const { vehicleId } = await connect(scene())
    const answer = await api(scene().app, 'get', `/v1/vehicles/${vehicleId}/policy`).expect(200)
    expect(answer.headers['etag']).toBe('"1"')
    expect(answer.body).toEqual({
      targetPercent: 80,
      minimumPercent: 20,
      readyBy: '07:00',
      timeZone: 'Europe/Oslo',
      paused: false,
    })
  })

  test('is changed if nobody else has changed it', async () => {
    const { vehicleId } = await connect(scene())
    const answer = await put(vehicleId, POLICY).expect(200)
    expect(answer.headers['etag']).toBe('"2"')
    expect(answer.body).toEqual(POLICY)
    expect(await findPolicy(scene().control.db, vehicleId)).toEqual({ ...POLICY, version: 2 })
    await put(vehicleId, POLICY, '"1", "2"').expect(200)
    await put(vehicleId, POLICY, '*').expect(200)
  })

  test('is not changed unseen', async () => {
    const { vehicleId } = await connect(scene())
    const problem = problemIn(await put(vehicleId, POLICY, null))
    expect(problem).toMatchObject({
      status: 428,
      code: 'precondition-required',
      errors: [{ pointer: 'If-Match' }],
    })
  })

  test.each(['"0"', '"2"', 'W/"1"', '1', 'anything'])('is not changed with If-Match %s', async (ifMatch) => {
    const { vehicleId } = await connect(scene())
    const problem = problemIn(await put(vehicleId, POLICY, ifMatch))
    expect(problem).toMatchObject({ status: 412, errors: [{ pointer: 'If-Match', value: ifMatch }] })
    expect(await findPolicy(scene().control.db, vehicleId)).toMatchObject({ version: 1, targetPercent: 80 })
  })

  test.each<[string, object, string, string]>([
    [
      'a target above 100',
      { targetPercent: 120 },
      '/targetPercent',
      'targetPercent is 120: expected a whole number from 1 to 100',
    ],
    [
      'a target of nothing',
      { targetPercent: 0, minimumPercent: 0 },
      '/targetPercent',
      'targetPercent is 0: expected',
    ],
    [
      'a target in words',
      { targetPercent: '80' },
      '/targetPercent',
      'targetPercent is "80": expected a whole number',
    ],
    [
      'half a percent',
      { targetPercent: 80.5 },
      '/targetPercent',
      'targetPercent is 80.5: expected a whole number',
    ],
    [
      'a negative minimum',
      { minimumPercent: -1 },
      '/minimumPercent',
      'minimumPercent is -1: expected a whole number from 0',
    ],
    [
      'a minimum above the target',
      { minimumPercent: 95 },
      '/minimumPercent',
      'minimumPercent is 95: expected a minimum not above the target',
    ],
    [
      'a ready-by at 24:00',
      { readyBy: '24:00' },
      '/readyBy',
      'readyBy is "24:00": expected a local time as HH:MM, such as 07:00',
    ],
    ['a ready-by with one digit', { readyBy: '7:00' }, '/readyBy', 'readyBy is "7:00": expected'],
    [
      'an instant as ready-by',
      { readyBy: '2024-12-13T07:00:00Z' },
      '/readyBy',
      'expected a local time as HH:MM',
    ],
    [
      'a zone that is none',
      { timeZone: 'Europe/Atlantis' },
      '/timeZone',
      'timeZone is "Europe/Atlantis": expected an IANA time zone, such as Europe/Oslo',
    ],
    [
      'an offset as zone',
      { timeZone: '+01:00' },
      '/timeZone',
      'timeZone is "+01:00": expected an IANA time zone',
    ],
    ['a pause in words', { paused: 'no' }, '/paused', 'paused is "no": expected true or false'],
    ['no time zone', { timeZone: undefined }, '/timeZone', 'timeZone is missing: expected an IANA time zone'],
    ['an unknown member', { version: 7 }, '/version', 'version is not known here: leave it out'],
  ])('refuses %s, naming field, value and remedy', async (_, changes, pointer, message) => {
    const { vehicleId } = await connect(scene())
    const problem = problemIn(await put(vehicleId, { ...POLICY, ...changes }))
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed', errors: [{ pointer }] })
    expect(problem.errors?.[0]?.message).toContain(message)
  })

  test('makes the vehicle due, so that a new plan follows', async () => {
    const { vehicleId } = await planned()
    const before = await api(scene().app, 'get', `/v1/vehicles/${vehicleId}/plan`).expect(200)
    scene().clock.pass(1)
    await put(vehicleId, POLICY).expect(200)
    await look(scene())
    const after = await api(scene().app, 'get', `/v1/vehicles/${vehicleId}/plan`).expect(200)
    expect(after.headers['etag']).not.toBe(before.headers['etag'])
    expect(after.body).toMatchObject({ readyBy: '2024-12-13T06:30:00.000+01:00' })
  })
})

describe('the plan', () => {
  test('is told in full, with half-open blocks and units in the names', async () => {
    const { vehicleId } = await planned()
    const { body } = await api(scene().app, 'get', `/v1/vehicles/${vehicleId}/plan`).expect(200)
    const plan = planSchema.parse(body)
    expect(plan).toMatchObject({ vehicleId, feasibility: 'ready', shortfallKwh: 0, basis: 'spot-incl-vat' })
    expect(plan.readyBy).toBe('2024-12-13T07:00:00.000+01:00')
    const energy = plan.blocks.reduce((sum, block) => sum + block.energyKwh, 0)
    expect(energy).toBeCloseTo(plan.energyKwh, 6)
    for (const { start, end } of plan.blocks) expect(Date.parse(start)).toBeLessThan(Date.parse(end))
  })

  test('is not sent twice to whoever has it', async () => {
    const { vehicleId } = await planned()
    const path = `/v1/vehicles/${vehicleId}/plan`
    const first = await api(scene().app, 'get', path).expect(200)
    const tag = z.string().parse(first.headers['etag'])
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await api(scene().app, 'get', path).set('If-None-Match', known).expect(304)
      expect(again.text).toBe('')
    }
    await api(scene().app, 'get', path).set('If-None-Match', '"other"').expect(200)
  })

  test('is missing before the first look at the car', async () => {
    const { vehicleId } = await connect(scene())
    const problem = problemIn(await api(scene().app, 'get', `/v1/vehicles/${vehicleId}/plan`))
    expect(problem).toMatchObject({ status: 404, code: 'no-plan', resolution: 'retry' })
  })
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

  test('is refused for a car that was never seen at a plug', async () => {
    const { vehicleId } = await connect(scene())
    const problem = problemIn(await api(scene().app, 'post', `/v1/vehicles/${vehicleId}/charge-now`))
    expect(problem).toMatchObject({ status: 409, code: 'vehicle-not-plugged-in', resolution: 'retry' })
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

const instant = z.iso.datetime()
const planSchema = z.strictObject({
  id: z.uuid(),
  vehicleId: z.uuid(),
  madeAt: instant,
  cause: z.string(),
  readyBy: z.iso.datetime({ offset: true }),
  feasibility: z.enum(['ready', 'late']),
  shortfallKwh: z.number(),
  expectedReadyAt: instant,
  latestStart: instant,
  energyKwh: z.number().positive(),
  costNok: z.number(),
  meanCostNokPerKwh: z.number(),
  basis: z.string(),
  provisional: z.boolean(),
  blocks: z
    .array(
      z.strictObject({
        start: instant,
        end: instant,
        energyKwh: z.number().positive(),
        costNok: z.number(),
        reason: z.enum(['minimum-first', 'cheapest', 'no-time-to-choose', 'by-time']),
      }),
    )
    .min(1),
  socCurve: z.array(z.strictObject({ at: instant, socPercent: z.number() })).min(2),
  solver: z.string(),
  inputsHash: z.string().regex(/^[0-9a-f]{64}$/),
})
