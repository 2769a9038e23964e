import type { Express } from 'express'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { SIMULATED_NAMES } from '../../src/cli/sandbox/simulated-carmakers.ts'
import { route } from '../../src/http/route.ts'
import { GOOD_PAGE_REQUESTS } from './good-page-requests.ts'
import {
  agree,
  api,
  begin,
  browser,
  confirmation,
  connect,
  connectionBody,
  consentForm,
  look,
  problemIn,
} from './requests.ts'
import { routesOf } from './routes-of.ts'
import { useScene, type Scene } from './scene.ts'
import { agreeToConsumption, siteOf } from './site-requests.ts'

const scene = useScene()

type GoodRequest = (scene: Scene) => Promise<request.Response>

/** One good request for every route. A route that is not here fails the test below. */
const GOOD_REQUESTS: Readonly<Record<string, GoodRequest>> = {
  'GET /livez': ({ app }) => request(app).get('/livez').expect(200, 'ok\n'),
  'GET /readyz': ({ app }) => request(app).get('/readyz').expect(200, 'ok\n'),
  'GET /metrics': ({ app }) => request(app).get('/metrics').expect(200),
  'GET /v1/operations/health': ({ app }) => api(app, 'get', '/v1/operations/health').expect(200),
  'GET /v1/operations/api-bill': ({ app }) =>
    api(app, 'get', '/v1/operations/api-bill').expect(200, { items: [] }),
  'GET /problems/:code': ({ app }) => browser(app, 'get', '/problems/no-plan').expect(200),
  'POST /v1/connections': ({ app }) => api(app, 'post', '/v1/connections').send(connectionBody()).expect(201),
  'GET /v1/connections': ({ app }) => api(app, 'get', '/v1/connections?driverId=driver-kari').expect(200),
  'GET /v1/prices': ({ app }) => api(app, 'get', '/v1/prices?zone=NO2').expect(200),
  'GET /v1/prices/refusals': ({ app }) => api(app, 'get', '/v1/prices/refusals?zone=NO2').expect(200),
  'GET /v1/events': ({ app }) => api(app, 'get', '/v1/events?after=0').expect(200),
  'GET /v1/connections/:connectionId': async (scene) =>
    api(scene.app, 'get', `/v1/connections/${(await begin(scene)).id}`).expect(200),
  'DELETE /v1/connections/:connectionId': async (scene) =>
    api(scene.app, 'delete', `/v1/connections/${(await connect(scene)).connectionId}`).expect(202),
  'POST /v1/connections/:connectionId/confirm': async (scene) => {
    const server = scene.appWith({ sandbox: null })
    const { path, body } = await confirmation(scene, server, await agree(scene))
    return api(server, 'post', path).send(body).expect(200)
  },
  'GET /v1/connections/:connectionId/receipt': async (scene) =>
    api(scene.app, 'get', `/v1/connections/${(await connect(scene)).connectionId}/receipt`).expect(200),
  'PUT /v1/connections/:connectionId/consents/consumption': async (scene) =>
    agreeToConsumption(scene, (await connect(scene)).connectionId),
  'DELETE /v1/connections/:connectionId/consents/consumption': async (scene) =>
    api(
      scene.app,
      'delete',
      `/v1/connections/${(await connect(scene)).connectionId}/consents/consumption`,
    ).expect(204),
  'GET /v1/sites/:siteId': async (scene) =>
    api(scene.app, 'get', `/v1/sites/${await siteOf(scene, (await begin(scene)).id)}`).expect(200),
  'PUT /v1/sites/:siteId/month-to-date': async (scene) =>
    api(scene.app, 'put', `/v1/sites/${await siteOf(scene, (await begin(scene)).id)}/month-to-date`)
      .send({ kwh: 812.5, asOf: scene.clock.now() })
      .expect(200),
  'POST /v1/sites/:siteId/consumption': async (scene) => {
    const { connectionId } = await connect(scene)
    await agreeToConsumption(scene, connectionId)
    const reading = { at: scene.clock.now().toISOString(), importKw: 2.5 }
    return api(scene.app, 'post', `/v1/sites/${await siteOf(scene, connectionId)}/consumption`)
      .send({ readings: [reading] })
      .expect(200)
  },
  'GET /v1/sites/:siteId/consumption': async (scene) =>
    api(scene.app, 'get', `/v1/sites/${await siteOf(scene, (await begin(scene)).id)}/consumption`).expect(
      200,
    ),
  'GET /v1/vehicles': ({ app }) =>
    api(app, 'get', '/v1/vehicles?driverId=driver-kari').expect(200, { items: [] }),
  'GET /v1/vehicles/:vehicleId': async (scene) =>
    api(scene.app, 'get', `/v1/vehicles/${(await connect(scene)).vehicleId}`).expect(200),
  'PUT /v1/vehicles/:vehicleId/at-home': async (scene) =>
    api(scene.app, 'put', `/v1/vehicles/${(await connect(scene)).vehicleId}/at-home`)
      .send({ atHome: true })
      .expect(200),
  'DELETE /v1/vehicles/:vehicleId/failed-restarts': async (scene) =>
    api(scene.app, 'delete', `/v1/vehicles/${(await connect(scene)).vehicleId}/failed-restarts`).expect(204),
  'POST /v1/vehicles/:vehicleId/test-charge': async (scene) =>
    api(scene.app, 'post', `/v1/vehicles/${(await connect(scene)).vehicleId}/test-charge`).expect(202),
  'GET /v1/vehicles/:vehicleId/policy': async (scene) =>
    api(scene.app, 'get', `/v1/vehicles/${(await connect(scene)).vehicleId}/policy`).expect(200),
  'PUT /v1/vehicles/:vehicleId/policy': async (scene) =>
    api(scene.app, 'put', `/v1/vehicles/${(await connect(scene)).vehicleId}/policy`)
      .set('If-Match', '"1"')
      .send({
        targetPercent: 90,
        minimumPercent: 30,
        readyBy: '06:30',
        timeZone: 'Europe/Oslo',
        paused: false,
        maxStarts: null,
        minimumRunMinutes: null,
      })
      .expect(200),
  'GET /v1/vehicles/:vehicleId/plan': async (scene) =>
    api(scene.app, 'get', `/v1/vehicles/${await plannedVehicle(scene)}/plan`).expect(200),
  'GET /v1/vehicles/:vehicleId/decisions': async (scene) =>
    api(scene.app, 'get', `/v1/vehicles/${(await connect(scene)).vehicleId}/decisions`).expect(200),
  'POST /v1/vehicles/:vehicleId/charge-now': async (scene) =>
    api(scene.app, 'post', `/v1/vehicles/${await plannedVehicle(scene)}/charge-now`).expect(202),
  'GET /v1/vehicles/:vehicleId/charge-now/quote': async (scene) =>
    api(scene.app, 'get', `/v1/vehicles/${await plannedVehicle(scene)}/charge-now/quote`).expect(200),
  'DELETE /v1/vehicles/:vehicleId/override': async (scene) =>
    api(scene.app, 'delete', `/v1/vehicles/${await plannedVehicle(scene)}/override`).expect(202),
  'DELETE /v1/vehicles/:vehicleId/charge-now': async (scene) =>
    api(scene.app, 'delete', `/v1/vehicles/${await plannedVehicle(scene)}/charge-now`).expect(202),
  'GET /connect/:connectionId': async (scene) =>
    browser(scene.app, 'get', (await begin(scene)).consentUrl).expect(200),
  'POST /connect/:connectionId': async (scene) =>
    browser(scene.app, 'post', await consentForm(scene, (await begin(scene)).consentUrl))
      .send('decision=accept')
      .expect(303),
  ...Object.fromEntries(
    SIMULATED_NAMES.map((name): [string, GoodRequest] => [
      `GET /callback/${name}`,
      ({ app }) => browser(app, 'get', `/callback/${name}?code=c&state=s`).expect(303),
    ]),
  ),
  'POST /webhooks/smartcar': ({ app }) =>
    browser(app, 'post', '/webhooks/smartcar')
      .set('Content-Type', 'application/json')
      .send('{"eventType":"VERIFY","data":{"challenge":"a-challenge"}}')
      .expect(200),
  'GET /connected': ({ app }) => browser(app, 'get', '/connected?status=cancelled').expect(200),
  'GET /vehicles/:vehicleId': async (scene) =>
    browser(scene.app, 'get', (await connect(scene)).planUrl).expect(200),
  ...GOOD_PAGE_REQUESTS,
  'GET /': ({ app }) => browser(app, 'get', '/').expect(200),
  'GET /sandbox/connect': ({ app }) => browser(app, 'get', '/sandbox/connect?login=kari').expect(303),
  'POST /sandbox/connect': ({ app }) =>
    browser(app, 'post', '/sandbox/connect').send('login=kari').expect(303),
  'POST /sandbox/advance': ({ app }) =>
    browser(app, 'post', '/sandbox/advance').send('target=ready-by').expect(303),
  'POST /sandbox/restart': ({ app }) => browser(app, 'post', '/sandbox/restart').expect(303),
}

describe('every route', () => {
  test.each(Object.entries(GOOD_REQUESTS))('%s answers a good request', async (name, ask) => {
    scene().answered.clear()
    const answer = await ask(scene())
    expect(answer.status).toBeLessThan(400)
    expect(answer.headers['request-id']).toMatch(/^[0-9a-f-]{36}$/)
    await expect.poll(() => [...scene().answered]).toContain(name)
  })

  test('has a good request here', () => {
    expect(untested(scene().app)).toEqual([])
  })

  test('is missed here if it is new', () => {
    const app = scene().appWith({})
    route(app, '/v1/planted', { post: () => undefined })
    expect(untested(app)).toEqual(['POST /v1/planted'])
  })

  test('refuses other methods and names those that it takes', async () => {
    for (const { path, methods } of routesOf(scene().app)) {
      const answer = await api(scene().app, 'put', path.replaceAll(/:\w+/g, 'x')).send({})
      if (methods.includes('PUT')) continue
      const problem = problemIn(answer)
      expect(problem).toMatchObject({ code: 'method-not-allowed', status: 405 })
      expect(problem.detail).toContain('PUT')
      for (const method of methods) expect(answer.headers['allow']).toContain(method)
    }
  })

  test('under /v1 wants the API key', async () => {
    const guarded = routesOf(scene().app).filter(({ path }) => path.startsWith('/v1'))
    expect(guarded.length).toBeGreaterThan(5)
    for (const { path, methods } of guarded) {
      for (const method of methods) {
        const answer = await request(scene().app)[verb(method)](path.replaceAll(/:\w+/g, 'x'))
        expect(problemIn(answer).code).toBe('api-key-required')
        expect(answer.headers['www-authenticate']).toBe('Bearer realm="ladeplan"')
      }
    }
  })
})

function untested(app: Express): string[] {
  const names = routesOf(app).flatMap(({ path, methods }) => methods.map((method) => `${method} ${path}`))
  return names.filter((name) => !(name in GOOD_REQUESTS))
}

const verb = (method: string): 'get' | 'post' | 'put' | 'delete' =>
  z.enum(['get', 'post', 'put', 'delete']).parse(method.toLowerCase())

async function plannedVehicle(scene: Scene): Promise<string> {
  const { vehicleId } = await connect(scene)
  await look(scene)
  return vehicleId
}
