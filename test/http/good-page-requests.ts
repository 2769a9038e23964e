import type request from 'supertest'
import { z } from 'zod'
import { api, browser, connect, formOn, look } from './requests.ts'
import { API_KEY, type Scene } from './scene.ts'

/** One good request for each page and form, of drivers and of operations. */
export const GOOD_PAGE_REQUESTS: Readonly<Record<string, (scene: Scene) => Promise<request.Response>>> = {
  'POST /vehicles/:vehicleId/charge-now': (scene) => pressed(scene, '/charge-now'),
  'POST /vehicles/:vehicleId/hand-back': async (scene) =>
    browser(scene.app, 'post', pageOf((await connect(scene)).planUrl, '/hand-back')).expect(303),
  'POST /vehicles/:vehicleId/cancel-charge-now': async (scene) => {
    await pressed(scene, '/charge-now')
    const planUrl = await knownVehicle(scene)
    const page = await browser(scene.app, 'get', planUrl).expect(200)
    return browser(scene.app, 'post', formOn(page.text, '/cancel-charge-now')).expect(303)
  },
  'POST /vehicles/:vehicleId/test-charge': async (scene) =>
    browser(scene.app, 'post', pageOf((await connect(scene)).planUrl, '/test-charge')).expect(303),
  'POST /vehicles/:vehicleId/policy': (scene) =>
    pressed(scene, '/policy', 'target=90&minimum=30&readyBy=06%3A30'),
  'GET /vehicles/:vehicleId/withdraw': (scene) => opened(scene, '/withdraw'),
  'POST /vehicles/:vehicleId/withdraw': async (scene) =>
    browser(scene.app, 'post', pageOf((await connect(scene)).planUrl, '/withdraw')).expect(303),
  'GET /vehicles/:vehicleId/consent': (scene) => opened(scene, '/consent'),
  'GET /vehicles/:vehicleId/consent/receipt': (scene) => opened(scene, '/consent/receipt'),
  'GET /vehicles/:vehicleId/why': (scene) => opened(scene, '/why'),
  'GET /operations': ({ app }) =>
    browser(app, 'get', '/operations').auth('support', API_KEY, { type: 'basic' }).expect(200),
  'GET /operations/vehicles/:vehicleId/why': async (scene) => {
    const { vehicleId } = await connect(scene)
    const page = `/operations/vehicles/${vehicleId}/why`
    return browser(scene.app, 'get', page).auth('support', API_KEY, { type: 'basic' }).expect(200)
  },
  'GET /v1/operations/fleet': ({ app }) => api(app, 'get', '/v1/operations/fleet').expect(200),
  'GET /vehicles/:vehicleId/charge-now': (scene) => opened(scene, '/charge-now'),
  'POST /vehicles/:vehicleId/week': (scene) => pressed(scene, '/week', 'friday-readyBy=05%3A30'),
  'POST /vehicles/:vehicleId/exceptions': (scene) =>
    pressed(scene, '/exceptions', 'date=2024-12-24&date-none=on'),
  'POST /vehicles/:vehicleId/remove-exception': async (scene) => {
    await pressed(scene, '/exceptions', 'date=2024-12-24&date-none=on')
    return posted(scene, await knownVehicle(scene), '/remove-exception', 'date=2024-12-24')
  },
  'POST /vehicles/:vehicleId/pause': (scene) => pressed(scene, '/pause'),
  'POST /vehicles/:vehicleId/resume': async (scene) => {
    await pressed(scene, '/pause')
    return posted(scene, await knownVehicle(scene), '/resume')
  },
}

async function pressed(scene: Scene, action: string, form = ''): Promise<request.Response> {
  const { planUrl } = await connect(scene)
  await look(scene)
  const page = await browser(scene.app, 'get', planUrl).expect(200)
  return browser(scene.app, 'post', formOn(page.text, action)).send(form).expect(303)
}

async function knownVehicle({ app }: Scene): Promise<string> {
  const answer = await api(app, 'get', '/v1/vehicles?driverId=driver-kari').expect(200)
  const { items } = z.object({ items: z.array(z.object({ planUrl: z.string() })) }).parse(answer.body)
  return items[0]?.planUrl ?? ''
}

async function opened(scene: Scene, page: string): Promise<request.Response> {
  return browser(scene.app, 'get', pageOf((await connect(scene)).planUrl, page)).expect(200)
}

function pageOf(planUrl: string, page: string): string {
  const url = new URL(planUrl)
  url.pathname += page
  return url.href
}

/** A form of a driver whose page was opened before. */
async function posted(scene: Scene, planUrl: string, action: string, form = ''): Promise<request.Response> {
  return browser(scene.app, 'post', pageOf(planUrl, action)).send(form).expect(303)
}
