import { addHours, addMinutes, addSeconds } from 'date-fns'
import { createHash } from 'node:crypto'
import request from 'supertest'
import { expect, test } from 'vitest'
import { telemetrySecret } from '../../src/simulator/tesla/client.ts'
import { findState } from '../../src/vehicles/state-store.ts'
import { car } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

const SECRET = telemetrySecret('stage')
const [OURS, STRANGERS] = [car().vin, '5YJ3E1EA0TEST0099']
/** In every body; a log that quotes one has it. */
const CANARY = 'canary-in-the-body-61.234567'

describeOnEveryEngine('Fleet Telemetry as an input', (database) => {
  const stage = useStage(database)
  const send = (body: string, authorization = `Bearer ${SECRET}`) =>
    request(stage().service.app)
      .post('/webhooks/tesla')
      .set('Content-Type', 'application/json')
      .set('Authorization', authorization)
      .send(body)
  const record = (socPercent: number, { at = stage().clock.now(), vin = OURS, isResend = false } = {}) =>
    JSON.stringify({
      data: [
        { key: 'Soc', value: { doubleValue: socPercent } },
        { key: 'DetailedChargeState', value: { detailedChargeStateValue: 'DetailedChargeStateStopped' } },
        { key: 'DestinationName', value: { stringValue: CANARY } },
      ],
      ...{ createdAt: at.toISOString(), vin, isResend },
    })
  const begin = async () => {
    const { vehicle } = await connect(stage())
    await stage().service.tick()
    stage().pass(60)
    stage().log.length = 0
    const state = async () => findState(database(), vehicle.id)
    const signals = async () =>
      (await database().selectFrom('vehicle_calls').select('signals').executeTakeFirst())?.signals
    return { state, signals }
  }
  const outcomes = () =>
    stage().log.flatMap((line) => {
      const told = /"ladeplan\.outcome":"([a-z-]+)"/.exec(line)?.[1]
      return line.includes('webhook-received') && told !== undefined ? [told] : []
    })

  test('with the secret changes what is known, and nothing of its body is in a log', async () => {
    const { state, signals } = await begin()
    await send(record(55)).expect(200, {})
    expect((await state())?.charge).toMatchObject({ socPercent: 55, observedAt: stage().clock.now() })
    expect([outcomes(), await signals()]).toEqual([['taken'], 3])
    expect(stage().log.join('\n')).not.toMatch(new RegExp(`${CANARY}|${OURS}`))
  })

  test.each([
    ['no word of it', ''],
    ['another scheme', `Basic ${SECRET}`],
    ['another secret', 'Bearer not-the-secret-but-one-of-forty-characters'],
    ['the secret and a letter more', `Bearer ${SECRET}x`],
    ['the secret less a letter', `Bearer ${SECRET.slice(0, -1)}`],
    ['the secret in two', `Bearer ${SECRET.slice(0, 8)} ${SECRET.slice(8)}`],
    ['the secret of another brand', 'Bearer '.concat(telemetrySecret('another stage'))],
  ])('with %s for the secret is forged: 401, and nothing of it is read', async (_, authorization) => {
    const { state, signals } = await begin()
    const before = await state()
    const answer = await send(record(55), authorization).expect(401)
    expect(answer.body).toMatchObject({ code: 'webhook-not-signed' })
    expect([outcomes(), await state(), await signals()]).toEqual([['signature'], before, 0])
    expect(stage().log.join('\n') + answer.text).not.toContain(CANARY)
  })

  test.each([
    ['five minutes and a second old', -301, false],
    ['five minutes and a second ahead', 301, false],
    ['in store for more than a day', -86_401, true],
    ['in store, and ahead', 301, true],
  ])('%s is out of its window: refused', async (_, seconds, isResend) => {
    const { state } = await begin()
    const before = await state()
    const at = addSeconds(stage().clock.now(), seconds)
    const answer = await send(record(55, { at, isResend })).expect(400)
    expect(answer.body).toMatchObject({ code: 'webhook-refused' })
    expect([outcomes(), await state()]).toEqual([['too-old'], before])
  })

  test('replayed is known while a copy could pass, and out of its window after that', async () => {
    const { state, signals } = await begin()
    const copy = record(55)
    await send(copy).expect(200)
    stage().pass(299)
    await send(copy).expect(200)
    stage().pass(2)
    await send(copy).expect(400)
    expect([outcomes(), await signals()]).toEqual([['taken', 'known', 'too-old'], 3])
    expect((await state())?.charge?.socPercent).toBe(55)
  })

  test('is remembered by a keyed hash: nobody finds out the position in it by guessing', async () => {
    await begin()
    const body = record(55)
    await send(body).expect(200)
    const kept = await database().selectFrom('webhook_delivery').select('event_hash').execute()
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    expect(kept).toHaveLength(1)
    expect([sha256(body), sha256(`tesla:${sha256(body)}`)]).not.toContain(kept[0]?.event_hash)
  })

  test('that was in store is known for the day in which a copy of it could pass', async () => {
    const { signals } = await begin()
    const at = addMinutes(stage().clock.now(), -30)
    const copy = record(55, { at, isResend: true })
    await send(copy).expect(200)
    for (const hours of [1, 12, 23]) {
      stage().clock.stepTo(addHours(at, hours))
      await send(copy).expect(200)
    }
    stage().clock.stepTo(addSeconds(addHours(at, 24), 1))
    await send(copy).expect(400)
    expect(outcomes()).toEqual(['taken', 'known', 'known', 'known', 'too-old'])
    expect(await signals()).toBe(3)
  })

  test('older than the last word of the car, by the car’s own clock, changes nothing: the car is asked', async () => {
    const { state } = await begin()
    await send(record(55)).expect(200)
    const known = (await state())?.charge
    await send(record(50, { at: addSeconds(stage().clock.now(), -1) })).expect(200)
    expect((await state())?.charge).toEqual(known)
    expect((await state())?.doubtedAt).toBeDefined()
  })

  test('older and from store is history, of which the car need not be asked', async () => {
    const { state } = await begin()
    await send(record(55)).expect(200)
    const known = await state()
    await send(record(50, { at: addMinutes(stage().clock.now(), -30), isResend: true })).expect(200)
    expect(await state()).toEqual(known)
  })

  test('of a car that nobody has connected leaves nothing behind', async () => {
    const { state } = await begin()
    const before = await state()
    await send(record(55, { vin: STRANGERS })).expect(200, {})
    expect([outcomes(), await state()]).toEqual([['not-ours'], before])
    expect(await database().selectFrom('webhook_delivery').selectAll().execute()).toEqual([])
    expect(stage().log.join('\n')).not.toContain(STRANGERS)
  })

  test.each([
    ['nothing', ''],
    ['a page', `<html>${CANARY}</html>`],
    ['half a record', `{"vin":"${OURS}","data":[{"key":"${CANARY}`],
    ['a list', `[{"vin":"${OURS}","at":"${CANARY}"}]`],
    ['a number', '61.234567'],
    ['no time', `{"vin":"${OURS}","data":[],"note":"${CANARY}"}`],
    ['a path for a VIN', `{"vin":"../users/me","createdAt":"2026-01-15T20:15:03Z","data":["${CANARY}"]}`],
    ['depths', '['.repeat(5_000)],
    ['too many values', `{"vin":"${OURS}","data":[${Array.from({ length: 501 }, () => '{}').join()}]}`],
  ])('of %s cannot be read: refused, and not quoted', async (_, body) => {
    const { state } = await begin()
    const before = await state()
    const answer = await send(body).expect(400)
    expect(answer.body).toMatchObject({ code: 'webhook-refused' })
    expect([outcomes(), await state()]).toEqual([['unreadable'], before])
    expect(stage().log.join('\n') + answer.text).not.toContain(CANARY)
  })

  test('with values out of their range, of unknown words or of another type changes nothing but its time', async () => {
    const { state } = await begin()
    const known = (await state())?.charge
    const odd = [
      { key: 'Soc', value: { doubleValue: 1e308 } },
      { key: 'ChargeLimitSoc', value: { stringValue: CANARY } },
      { key: 'ACChargingPower', value: null },
      { key: CANARY, value: { locationValue: { latitude: 61.234567, longitude: 10.5 } } },
      CANARY,
    ]
    const createdAt = stage().clock.now()
    const body = JSON.stringify({ vin: OURS, createdAt, data: odd, isResend: CANARY })
    await send(body).expect(200)
    expect((await state())?.charge).toEqual({ ...known, observedAt: createdAt })
    expect(stage().log.join('\n')).not.toContain(CANARY)
  })
})
