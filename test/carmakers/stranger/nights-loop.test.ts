import { afterEach, beforeEach, expect, test } from 'vitest'
import request from 'supertest'
import { api } from '../../http/requests.ts'
import { wall } from '../../journeys/night.ts'
import { describeOnEveryEngine } from '../../support/database.ts'
import { signed, vehicleState, type Delivery } from './smartcar/deliveries.ts'
import { connect, MANAGEMENT_TOKEN, openStrangers, pass, type Strangers } from './strangers.ts'

describeOnEveryEngine('strict carmakers that nobody here wrote for us', (database) => {
  let strangers: Strangers

  beforeEach(async () => {
    strangers = await openStrangers(database(), wall('16:30'))
  })
  afterEach(() => strangers.close())

  test('find nothing to object to in a night with a Tesla: connected, held back, charged, withdrawn', async () => {
    const { tesla, service, play, clock } = strangers
    tesla.car.chargingSince = clock.now().getTime()
    const { connectionId } = await connect(strangers, 'tesla')
    await play(wall('18:00'))
    expect(tesla.car.chargingSince).toBeNull()
    await play(wall('07:30'))
    expect(tesla.car.batteryLevel).toBeGreaterThanOrEqual(79)
    await api(service.app, 'delete', `/v1/connections/${connectionId}`).expect(202)
    await pass(strangers, 120)
    const asked = (): number =>
      [tesla.europe, tesla.proxy, tesla.door].flatMap((server) => server.asked).length
    const before = asked()
    await pass(strangers, 7_200)
    expect(asked()).toBe(before)
    expect(tesla.violations()).toEqual([])
  })

  test('find nothing to object to in a night with a car behind Smartcar', async () => {
    const { smartcar, service, play } = strangers
    smartcar.car.charging = true
    const { connectionId } = await connect(strangers, 'smartcar')
    await play(wall('18:00'))
    expect(smartcar.car.charging).toBe(false)
    await play(wall('06:00'))
    expect(smartcar.api.asked.filter((one) => one.endsWith('/charge')).length).toBeGreaterThanOrEqual(2)
    await api(service.app, 'delete', `/v1/connections/${connectionId}`).expect(202)
    await pass(strangers, 120)
    expect(smartcar.disconnected).toEqual(new Set([smartcar.car.id]))
    expect(smartcar.violations()).toEqual([])
  })

  test('are believed when they report by themselves and sign the bytes, and otherwise not', async () => {
    const { service, clock, smartcar } = strangers
    await connect(strangers, 'smartcar')
    const deliver = (delivery: Delivery): request.Test =>
      request(service.app)
        .post('/webhooks/smartcar')
        .set(delivery.headers)
        .send(delivery.body.toString('utf8'))
    const now = clock.now().getTime()
    const report = vehicleState(MANAGEMENT_TOKEN, {
      vehicleId: smartcar.car.id,
      eventId: 'evt_1',
      observedAt: now,
      deliveredAt: now,
      percent: 63,
      pluggedIn: true,
      charging: false,
    })
    await deliver(report).expect(200)
    await deliver(report).expect(200)
    await deliver({ ...report, headers: { ...report.headers, 'sc-signature': 'ab' } }).expect(401)
    await deliver(signed('of another', JSON.parse(report.body.toString('utf8')))).expect(401)
    await deliver(signed(MANAGEMENT_TOKEN, { eventType: 'OF_TOMORROW' })).expect(400)
    const old = { vehicleId: smartcar.car.id, eventId: 'evt_0', observedAt: now, deliveredAt: now - 400_000 }
    const facts = { percent: 12, pluggedIn: false, charging: false }
    await deliver(vehicleState(MANAGEMENT_TOKEN, { ...old, ...facts })).expect(400)
    expect(strangers.log.join('')).not.toMatch(/60\.0002|10\.0002|ŠKODA/)
  })
})
