import { describe, expect, test } from 'vitest'
import type request from 'supertest'
import { findPolicy } from '../../src/vehicles/policy-store.ts'
import { api, connect, look, problemIn, type Connected } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()
const POLICY = {
  targetPercent: 90,
  minimumPercent: 30,
  readyBy: '06:30',
  timeZone: 'Europe/Oslo',
  paused: false,
  maxStarts: 3,
  minimumRunMinutes: 45,
}

/** What the answer has beside what was sent. */
const ALIKE = { weekdays: {}, exceptions: [], pausedUntil: null }

async function planned(): Promise<Connected> {
  const connected = await connect(scene())
  await look(scene())
  return connected
}

describe('the policy', () => {
  const put = (vehicleId: string, body: object, ifMatch: string | null = '"1"'): request.Test => {
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
      ...ALIKE,
      timeZone: 'Europe/Oslo',
      paused: false,
      maxStarts: null,
      minimumRunMinutes: null,
    })
  })

  test('is changed if nobody else has changed it', async () => {
    const { vehicleId } = await connect(scene())
    const answer = await put(vehicleId, POLICY).expect(200)
    expect(answer.headers['etag']).toBe('"2"')
    expect(answer.body).toEqual({ ...POLICY, ...ALIKE })
    expect(await findPolicy(scene().control.db, vehicleId)).toEqual({ ...POLICY, version: 2 })
    await put(vehicleId, POLICY, '"1", "2"').expect(200)
    await put(vehicleId, POLICY, '*').expect(200)
  })

  test.each([
    ['the least', { maxStarts: 1, minimumRunMinutes: 0 }],
    ['the most', { maxStarts: 20, minimumRunMinutes: 240 }],
    ['none of its own', { maxStarts: null, minimumRunMinutes: null }],
  ])('takes %s as limits on starts and runs', async (_, limits) => {
    const { vehicleId } = await connect(scene())
    const answer = await put(vehicleId, { ...POLICY, ...limits }).expect(200)
    expect(answer.body).toEqual({ ...POLICY, ...ALIKE, ...limits })
    expect(await findPolicy(scene().control.db, vehicleId)).toEqual({ ...POLICY, ...limits, version: 2 })
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
      'a target beyond all measure, once',
      { targetPercent: 1e308 },
      '/targetPercent',
      'targetPercent is 1e+308: expected a whole number from 1 to 100',
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
    [
      'no start at all',
      { maxStarts: 0 },
      '/maxStarts',
      "maxStarts is 0: expected a whole number from 1 to 20, or null to go by the brand's",
    ],
    ['too many starts', { maxStarts: 21 }, '/maxStarts', 'maxStarts is 21: expected a whole number from 1'],
    ['half a start', { maxStarts: 1.5 }, '/maxStarts', 'maxStarts is 1.5: expected a whole number'],
    ['starts in words', { maxStarts: '2' }, '/maxStarts', 'maxStarts is "2": expected a whole number'],
    ['no word on starts', { maxStarts: undefined }, '/maxStarts', 'maxStarts is missing: expected a whole'],
    [
      'a negative run',
      { minimumRunMinutes: -1 },
      '/minimumRunMinutes',
      "minimumRunMinutes is -1: expected a whole number from 0 to 240, or null to go by the brand's",
    ],
    [
      'a run of more than four hours',
      { minimumRunMinutes: 241 },
      '/minimumRunMinutes',
      'minimumRunMinutes is 241: expected a whole number from 0 to 240',
    ],
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
