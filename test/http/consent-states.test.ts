import type request from 'supertest'
import { describe, expect, test } from 'vitest'
import { findConnection, markReauthRequired } from '../../src/connections/connection-store.ts'
import { api, browser, connect, look, problemIn, type Connected } from './requests.ts'
import { routesOf } from './routes-of.ts'
import { useScene, type Scene } from './scene.ts'
import { agreeToConsumption, NOTICE, siteOf } from './site-requests.ts'

const scene = useScene()

const STATES = ['connected', 'reauth_required', 'withdrawing', 'withdrawn'] as const
type Statuses = readonly [connected: number, lapsed: number, withdrawing: number, withdrawn: number]

/** What is asked of the car needs a live consent. */
const ASKED: Statuses = [202, 403, 403, 403]
/** What is set for the car may be set as long as the connection can be renewed. */
const SET: Statuses = [200, 200, 403, 403]
const SET_ON_A_PAGE: Statuses = [303, 303, 403, 403]
const PRESSED: Statuses = [303, 403, 403, 403]

const POLICY = {
  ...{ targetPercent: 90, minimumPercent: 30, readyBy: '06:30', timeZone: 'Europe/Oslo' },
  ...{ paused: false, maxStarts: null, minimumRunMinutes: null },
}

interface Car extends Connected {
  readonly siteId: string
}
type Ask = (car: Car) => PromiseLike<request.Response>

const over =
  (method: 'post' | 'put' | 'delete', path: string, body?: () => object): Ask =>
  ({ vehicleId }) =>
    api(scene().app, method, `/v1/vehicles/${vehicleId}/${path}`).send(body?.())
const pressed =
  (button: string, form = ''): Ask =>
  ({ planUrl }) =>
    browser(scene().app, 'post', planUrl.replace('?', `/${button}?`)).send(form)
const ofConnection =
  (method: 'post' | 'put' | 'delete', path: string, body?: () => object): Ask =>
  ({ connectionId }) =>
    api(scene().app, method, `/v1/connections/${connectionId}${path}`).send(body?.())

const ASKS: Readonly<Record<string, readonly [Ask, Statuses]>> = {
  'PUT /v1/vehicles/:vehicleId/policy': [
    async ({ vehicleId }) => {
      const path = `/v1/vehicles/${vehicleId}/policy`
      const { headers } = await api(scene().app, 'get', path)
      return api(scene().app, 'put', path)
        .set('If-Match', headers['etag'] ?? '')
        .send(POLICY)
    },
    SET,
  ],
  'PUT /v1/vehicles/:vehicleId/at-home': [over('put', 'at-home', () => ({ atHome: true })), SET],
  'DELETE /v1/vehicles/:vehicleId/failed-restarts': [over('delete', 'failed-restarts'), [204, 204, 403, 403]],
  'POST /v1/vehicles/:vehicleId/test-charge': [over('post', 'test-charge'), ASKED],
  'POST /v1/vehicles/:vehicleId/charge-now': [over('post', 'charge-now'), ASKED],
  'DELETE /v1/vehicles/:vehicleId/charge-now': [over('delete', 'charge-now'), ASKED],
  'DELETE /v1/vehicles/:vehicleId/override': [over('delete', 'override'), ASKED],
  'POST /vehicles/:vehicleId/charge-now': [pressed('charge-now'), PRESSED],
  'POST /vehicles/:vehicleId/cancel-charge-now': [pressed('cancel-charge-now'), PRESSED],
  'POST /vehicles/:vehicleId/hand-back': [pressed('hand-back'), PRESSED],
  'POST /vehicles/:vehicleId/test-charge': [pressed('test-charge'), PRESSED],
  'POST /vehicles/:vehicleId/policy': [
    pressed('policy', 'target=90&minimum=30&readyBy=06%3A30'),
    SET_ON_A_PAGE,
  ],
  'POST /vehicles/:vehicleId/week': [pressed('week', 'friday-readyBy=05%3A30'), SET_ON_A_PAGE],
  'POST /vehicles/:vehicleId/exceptions': [
    pressed('exceptions', 'date=2024-12-24&date-none=on'),
    SET_ON_A_PAGE,
  ],
  'POST /vehicles/:vehicleId/remove-exception': [
    pressed('remove-exception', 'date=2024-12-24'),
    SET_ON_A_PAGE,
  ],
  'POST /vehicles/:vehicleId/pause': [pressed('pause', 'pausedUntil='), SET_ON_A_PAGE],
  'POST /vehicles/:vehicleId/resume': [pressed('resume'), SET_ON_A_PAGE],
  'PUT /v1/sites/:siteId/month-to-date': [
    ({ siteId }) =>
      api(scene().app, 'put', `/v1/sites/${siteId}/month-to-date`).send({
        ...{ kwh: 812.5, asOf: scene().clock.now() },
      }),
    SET,
  ],
  'POST /v1/sites/:siteId/consumption': [
    ({ siteId }) =>
      api(scene().app, 'post', `/v1/sites/${siteId}/consumption`).send({
        readings: [{ at: scene().clock.now().toISOString(), importKw: 2.5 }],
      }),
    [200, 403, 403, 403],
  ],
  'PUT /v1/connections/:connectionId/consents/consumption': [
    ofConnection('put', '/consents/consumption', () => NOTICE),
    [204, 403, 403, 403],
  ],
  'POST /v1/connections/:connectionId/confirm': [
    ofConnection('post', '/confirm', () => ({ driverId: 'driver-kari', confirmation: 'c'.repeat(43) })),
    [409, 409, 409, 409],
  ],
  'POST /connect/:connectionId': [
    ({ connectionId }) => browser(scene().app, 'post', `/connect/${connectionId}`).send('decision=accept'),
    [404, 404, 404, 404],
  ],
  // What a driver takes back is taken back in every state.
  'DELETE /v1/connections/:connectionId/consents/consumption': [
    ofConnection('delete', '/consents/consumption'),
    [204, 204, 204, 204],
  ],
  'POST /vehicles/:vehicleId/withdraw': [pressed('withdraw'), [303, 303, 303, 303]],
  'DELETE /v1/connections/:connectionId': [ofConnection('delete', ''), [202, 202, 202, 202]],
}

/** A car at the plug whose driver agreed to all there is, and then let the connection come to a state. */
async function carIn(state: (typeof STATES)[number]): Promise<Car> {
  const connected = await connect(scene())
  await look(scene())
  const { db } = scene().control
  await agreeToConsumption(scene(), connected.connectionId)
  if (state === 'reauth_required') await markReauthRequired(db, connected.connectionId)
  if (state === 'withdrawing' || state === 'withdrawn') await withdraw(scene(), connected, state)
  expect(await findConnection(db, connected.connectionId)).toMatchObject({ state })
  return { ...connected, siteId: await siteOf(scene(), connected.connectionId) }
}

async function withdraw(
  { app, control, clock }: Scene,
  { connectionId }: Connected,
  state: 'withdrawing' | 'withdrawn',
): Promise<void> {
  await api(app, 'delete', `/v1/connections/${connectionId}`).expect(202)
  for (let minute = 0; state === 'withdrawn' && minute < 5; minute++) {
    clock.pass(1)
    await look(scene())
    if ((await findConnection(control.db, connectionId))?.state === 'withdrawn') return
  }
}

/** What is stored of the car that a driver or the retailer can set. */
async function settings({ control: { db } }: Scene): Promise<unknown> {
  return {
    policies: await db.selectFrom('charging_policy').selectAll().execute(),
    homes: await db.selectFrom('vehicle').select(['told_at_home', 'home_plug']).execute(),
  }
}

describe('every route that writes', () => {
  test.each(STATES)('answers for a connection that is %s as documented', async (state) => {
    const car = await carIn(state)
    const before = await settings(scene())
    const answers: Record<string, unknown> = {}
    const expected: Record<string, unknown> = {}
    for (const [name, [ask, statuses]] of Object.entries(ASKS)) {
      const answer = await ask(car)
      answers[name] = answer.status
      expected[name] = statuses[STATES.indexOf(state)]
      if (answer.status === 403 && name.includes('/v1/'))
        expect(problemIn(answer).code).toMatch(/consent-missing$/)
    }
    expect(answers).toEqual(expected)
    const isEnded = state === 'withdrawing' || state === 'withdrawn'
    if (isEnded) expect(await settings(scene())).toEqual(before)
    // The control: what may be set was set.
    else expect(await settings(scene())).not.toEqual(before)
  })

  test('about a car, a connection or a site is in the table', () => {
    const writing = routesOf(scene().app).flatMap(({ path, methods }) =>
      methods
        .filter((method) => method !== 'GET' && /:(vehicle|connection|site)Id/.test(path))
        .map((method) => `${method} ${path}`),
    )
    expect(writing.filter((name) => !(name in ASKS))).toEqual([])
    expect(writing.length).toBeGreaterThan(20)
  })
})
