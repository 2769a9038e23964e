import { describe, expect, test } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { listVehicles } from '../../src/vehicles/vehicle-store.ts'
import { agree, begin, browser, connect, consentForm, cookiesOf, locationOf, signIn } from './requests.ts'
import { PUBLIC, useScene } from './scene.ts'

const scene = useScene()
const codesAsked = (): number => scene().simulator.report().tokenRequests.codes

describe('coming back from the carmaker', () => {
  test('connects the car and goes on to a clean address', async () => {
    const agreed = await agree(scene())
    const back = await browser(scene().app, 'get', await signIn(agreed))
      .set('Cookie', agreed.cookie)
      .expect(303)
    expect(back.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    expect(cookiesOf(back)).toContain('ladeplan-flow=')
    expect(locationOf(back).origin + locationOf(back).pathname).toBe(`${PUBLIC}/connected`)
    expect([...locationOf(back).searchParams.keys()]).toEqual(['link'])
    const page = await browser(scene().app, 'get', locationOf(back).href).expect(200)
    const [vehicle] = await listVehicles(scene().control.db, { connectionId: agreed.connectionId })
    expect(page.text).toContain(`${PUBLIC}/vehicles/${vehicle?.id ?? ''}?link=`)
    expect(await findConnection(scene().control.db, agreed.connectionId)).toMatchObject({
      state: 'connected',
    })
  })

  test('without the cookie of the browser that began asks the carmaker for nothing', async () => {
    const agreed = await agree(scene())
    const callback = await signIn(agreed)
    for (const cookie of ['', 'ladeplan-flow=', `ladeplan-flow=${'x'.repeat(43)}`, `x${agreed.cookie}`]) {
      const back = await browser(scene().app, 'get', callback).set('Cookie', cookie).expect(303)
      expect(locationOf(back).searchParams.get('status')).toBe('link-expired')
    }
    expect(codesAsked()).toBe(0)
    expect(await consentEvents(scene().control.db, agreed.connectionId)).toEqual([])
  })

  test('with the cookie of another sign-in asks the carmaker for nothing', async () => {
    const attacker = await agree(scene(), { driverId: 'driver-mallory' })
    const victim = await agree(scene())
    const back = await browser(scene().app, 'get', await signIn(attacker))
      .set('Cookie', victim.cookie)
      .expect(303)
    expect(locationOf(back).searchParams.get('status')).toBe('link-expired')
    expect(codesAsked()).toBe(0)
  })

  test('of a sign-in that was begun before another in the same browser, leaves the other as it is', async () => {
    const first = await agree(scene(), { driverId: 'driver-first' })
    const last = await agree(scene())
    const stale = await browser(scene().app, 'get', await signIn(first))
      .set('Cookie', last.cookie)
      .expect(303)
    expect(locationOf(stale).searchParams.get('status')).toBe('link-expired')
    // What a browser does with the answers: the cookie of the last sign-in is kept until that one is back.
    expect(cookiesOf(stale)).toEqual([])
    await browser(scene().app, 'get', await signIn(last))
      .set('Cookie', last.cookie)
      .expect(303)
    const { connectionId } = last
    expect(await findConnection(scene().control.db, connectionId)).toMatchObject({ state: 'connected' })
  })

  test('works once', async () => {
    const agreed = await agree(scene())
    const callback = await signIn(agreed)
    await browser(scene().app, 'get', callback).set('Cookie', agreed.cookie).expect(303)
    const again = await browser(scene().app, 'get', callback).set('Cookie', agreed.cookie).expect(303)
    expect(locationOf(again).searchParams.get('status')).toBe('link-expired')
    expect(codesAsked()).toBe(1)
    expect(await findConnection(scene().control.db, agreed.connectionId)).toMatchObject({
      state: 'connected',
    })
  })

  test('after the driver said no connects nothing and says so', async () => {
    const agreed = await agree(scene())
    const back = await browser(scene().app, 'get', await signIn(agreed, 'deny')).set('Cookie', agreed.cookie)
    expect(back.status).toBe(303)
    expect(locationOf(back).searchParams.get('status')).toBe('cancelled')
    expect(codesAsked()).toBe(0)
    expect(await findConnection(scene().control.db, agreed.connectionId)).toMatchObject({
      state: 'abandoned',
    })
  })

  test('with a code the carmaker does not know connects nothing', async () => {
    const agreed = await agree(scene())
    const callback = new URL(await signIn(agreed))
    callback.searchParams.set('code', 'made-up')
    const back = await browser(scene().app, 'get', callback.href).set('Cookie', agreed.cookie).expect(303)
    expect(locationOf(back).searchParams.get('status')).toBe('refused')
    expect(await findConnection(scene().control.db, agreed.connectionId)).toMatchObject({
      state: 'abandoned',
    })
  })

  test('does not move a car from one driver to another', async () => {
    const first = await connect(scene())
    const second = await agree(scene(), { driverId: 'driver-mallory' })
    const back = await browser(scene().app, 'get', await signIn(second))
      .set('Cookie', second.cookie)
      .expect(303)
    expect(locationOf(back).searchParams.get('status')).toBe('refused')
    const [vehicle] = await listVehicles(scene().control.db, { driverId: 'driver-kari' })
    expect(vehicle).toMatchObject({ id: first.vehicleId, connectionId: first.connectionId })
    expect(await listVehicles(scene().control.db, { driverId: 'driver-mallory' })).toEqual([])
  })

  test('keeps code and state out of every address, page and log line', async () => {
    const agreed = await agree(scene())
    const callback = new URL(await signIn(agreed))
    const back = await browser(scene().app, 'get', callback.href).set('Cookie', agreed.cookie).expect(303)
    const page = await browser(scene().app, 'get', locationOf(back).href).expect(200)
    const seen = [JSON.stringify(back.headers), back.text, page.text, ...scene().log].join('\n')
    for (const name of ['code', 'state']) {
      const secret = callback.searchParams.get(name) ?? ''
      expect(secret.length).toBeGreaterThan(20)
      expect(seen).not.toContain(secret)
    }
  })
})

describe('the callback address', () => {
  test.each<Record<string, string>>([
    { Host: 'evil.example' },
    { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' },
    { Forwarded: 'host=evil.example;proto=https' },
  ])('OA07: stays as it is configured under %o', async (headers) => {
    const { consentUrl } = await begin(scene())
    const answer = await browser(scene().app, 'post', await consentForm(scene(), consentUrl))
      .set(headers)
      .send('decision=accept')
      .expect(303)
    expect(locationOf(answer).searchParams.get('redirect_uri')).toBe(`${PUBLIC}/callback/tesla`)
    expect(JSON.stringify(answer.headers)).not.toContain('evil.example')
    const page = await browser(scene().app, 'get', consentUrl).set(headers).expect(200)
    expect(page.text).not.toContain('evil.example')
  })
})

describe('the result page', () => {
  test.each([
    'cancelled',
    'link-expired',
    'refused',
    'permission-missing',
    'no-vehicle',
    'temporary',
    'unknown',
  ])('explains "%s" and offers a way on', async (status) => {
    const answer = await browser(scene().app, 'get', `/connected?status=${status}`).expect(200)
    expect(answer.text).toContain('href="/"')
    const server = scene().appWith({ sandbox: null })
    const real = await browser(server, 'get', `/connected?status=${status}`).expect(200)
    expect(real.text).not.toContain('href="/"')
  })

  test.each(['', '?status=anything', '?link=made-up', '?status=cancelled&link=made-up'])(
    'is not shown for "%s"',
    async (query) => {
      await browser(scene().app, 'get', `/connected${query}`).expect(404)
    },
  )

  test('repeats nothing of its address that is not ours', async () => {
    const answer = await browser(scene().app, 'get', '/connected?status=unknown&reference=<script>&x=evil')
    expect(answer.text).not.toContain('evil')
    expect(answer.text).not.toContain('&lt;script&gt;')
  })
})
