import request from 'supertest'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { nextDueTimes } from '../../src/database/claim-due.ts'
import { smartcarClient } from '../../src/simulator/smartcar/client.ts'
import { vehicleIdOf } from '../../src/simulator/smartcar/payload.ts'
import { readsToday } from '../../src/vehicles/call-store.ts'
import { findState } from '../../src/vehicles/state-store.ts'
import { signatureOf, stateOf } from '../carmakers/smartcar/deliveries.ts'
import { car } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

const TOKEN = smartcarClient('stage').managementToken
const CAR = vehicleIdOf(car().vin)
/** What a message holds beside what is read of it. */
const TOLD = /59\.?123457|10\.123457/

describeOnEveryEngine('what Smartcar sends by itself', (database) => {
  const stage = useStage(database)
  const send = (body: string | Buffer, signature = signatureOf(TOKEN, body)) =>
    request(stage().service.app)
      .post('/webhooks/smartcar')
      .set('Content-Type', typeof body === 'string' ? 'application/json' : 'application/octet-stream')
      .set('SC-Signature', signature)
      .send(body)
  const message = (eventId: string, socPercent: number, { secondsAgo = 0, carId = CAR } = {}): string => {
    const at = new Date(stage().clock.now().getTime() - secondsAgo * 1000)
    const signals = [
      { code: 'charge-ischargingcableconnected', body: { value: true }, at },
      { code: 'charge-detailedchargingstatus', body: { value: 'NOT_CHARGING' }, at },
      { code: 'tractionbattery-stateofcharge', body: { value: socPercent, unit: 'percent' }, at },
      { code: 'location-preciselocation', body: { latitude: 59.123457, longitude: 10.123457 }, at },
    ]
    return JSON.stringify(stateOf(carId, signals, { eventId, deliveredAt: stage().clock.now() }))
  }
  const connected = async () => {
    const { vehicle, connection } = await connect(stage(), { home: { carmaker: 'smartcar' } })
    await stage().service.tick()
    stage().pass(60)
    return { vehicle, connection, state: () => findState(database(), vehicle.id) }
  }

  it('is taken as a reading that cost nothing, and the car is due at once', async () => {
    const { vehicle, state } = await connected()
    const reads = await readsToday(database(), vehicle.id, stage().clock.now())
    await send(message('event-1', 55)).expect(200, {})
    expect((await state())?.charge).toMatchObject({
      observedAt: stage().clock.now(),
      status: 'connected',
      socPercent: 55,
    })
    expect(await readsToday(database(), vehicle.id, stage().clock.now())).toBe(reads)
    expect((await nextDueTimes(database())).vehicle_due).toEqual(stage().clock.now())
  })

  it('is taken once, however often it comes', async () => {
    const { state } = await connected()
    const body = message('event-1', 55)
    await send(body).expect(200)
    await send(message('event-2', 57)).expect(200)
    await send(body).expect(200, {})
    expect((await state())?.charge?.socPercent).toBe(57)
    const rows = await database().selectFrom('webhook_delivery').selectAll().execute()
    expect(rows).toHaveLength(2)
  })

  it('of fifty copies at once takes one', async () => {
    await connected()
    const body = message('event-1', 55)
    await Promise.all(Array.from({ length: 50 }, () => send(body).expect(200)))
    const taken = stage().log.filter((line) => line.includes('webhook-received') && line.includes('"taken"'))
    expect(taken).toHaveLength(1)
  })

  it('and is older than what is known changes nothing', async () => {
    const { state } = await connected()
    await send(message('event-1', 60)).expect(200)
    await send(message('event-2', 20, { secondsAgo: 600 })).expect(200)
    expect((await state())?.charge?.socPercent).toBe(60)
  })

  it('and has been sent more than five minutes ago is refused, as a copy of it is after any time', async () => {
    const { state } = await connected()
    const before = await state()
    const body = message('event-1', 55)
    stage().pass(301)
    await send(body).expect(400)
    expect(await state()).toEqual(before)
  })

  it.each([
    ['forged', (body: string) => send(body, signatureOf('another', body)), 401],
    ['unsigned', (body: string) => send(body, ''), 401],
    [
      'changed on the way',
      (body: string) => send(body.replace('NOT_CHARGING', 'CHARGING'), signatureOf(TOKEN, body)),
      401,
    ],
    [
      'signed with half a signature',
      (body: string) => send(body, signatureOf(TOKEN, body).slice(0, 32)),
      401,
    ],
    ['cut', (body: string) => send(body.slice(0, -2)), 400],
    ['no UTF-8', (body: string) => send(Buffer.from(body, 'utf16le')), 400],
    ['compressed', (body: string) => send(gzipSync(body)).set('Content-Encoding', 'gzip'), 415],
    ['huge', (body: string) => send(body + ' '.repeat(70_000)), 413],
    ['of 10 MB', (body: string) => send(body + ' '.repeat(10_000_000)), 413],
  ] as const)('and is %s changes nothing, and nothing of it is logged', async (_, attempt, status) => {
    const { state } = await connected()
    const before = await state()
    const answer = await attempt(message('event-59123457', 55)).expect(status)
    expect(await state()).toEqual(before)
    expect(stage().log.join('\n') + answer.text).not.toMatch(TOLD)
  })

  it('would be found where it is quoted: what is searched for is in every message', () => {
    expect(message('event-59123457', 55)).toMatch(TOLD)
  })

  it('is believed by the signature of its bytes, whatever it says that they are', async () => {
    const { state } = await connected()
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'x']
    for (const [at, type] of types.entries()) {
      await send(message(`event-${String(at)}`, 55 + at))
        .set('Content-Type', type)
        .expect(200, {})
      expect((await state())?.charge?.socPercent).toBe(55 + at)
    }
  })

  it('of a car that nobody connected leaves nothing behind, and is told nothing', async () => {
    await connected()
    const stranger = message('event-1', 55, { carId: vehicleIdOf('5YJ3E1EA0TEST0009') })
    await send(stranger).expect(200, {})
    expect(await database().selectFrom('webhook_delivery').selectAll().execute()).toEqual([])
  })

  it('of a car whose driver is withdrawing is not kept', async () => {
    const { connection, state } = await connected()
    await withdrawConsent(stage().deps, connection.id)
    const before = await state()
    await send(message('event-1', 55)).expect(200, {})
    expect(await state()).toEqual(before)
  })

  it('is forgotten when no copy of it could pass any more', async () => {
    await connected()
    await send(message('event-1', 55)).expect(200)
    stage().pass(601)
    await send(message('event-2', 56)).expect(200)
    const rows = await database().selectFrom('webhook_delivery').selectAll().execute()
    expect(rows).toHaveLength(1)
  })
})
