import type { Server } from 'node:http'
import axios from 'axios'
import type { Express } from 'express'
import request from 'supertest'
import { z } from 'zod'
import { findConnection } from '../../src/connections/connection-store.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { API_KEY, HANDED_OVER, PUBLIC, type Scene } from './scene.ts'

export function connectionBody(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    driverId: 'driver-kari',
    carmaker: 'tesla',
    name: HANDED_OVER.name,
    email: HANDED_OVER.email,
    address: { postalCode: '4613', street: HANDED_OVER.street, city: 'Kristiansand', country: 'NO' },
    language: 'en',
    returnTo: 'app',
    ...changes,
  }
}

/** A request from the retailer's back end. */
export function api(
  app: Express | Server,
  method: 'get' | 'post' | 'put' | 'delete',
  path: string,
): request.Test {
  return request(app)[method](path).set('Authorization', `Bearer ${API_KEY}`)
}

/** A request from a driver's browser, as it navigates. */
export function browser(app: Express | Server, method: 'get' | 'post', url: string): request.Test {
  const { pathname, search } = new URL(url, PUBLIC)
  const asked = request(app)[method](`${pathname}${search}`).set('Accept', 'text/html,*/*;q=0.8')
  return method === 'get' ? asked : asked.type('form').set('Sec-Fetch-Site', 'same-origin')
}

const begunSchema = z.object({ id: z.string(), consentUrl: z.url() })

export async function begin(
  { app }: Pick<Scene, 'app'>,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<z.infer<typeof begunSchema>> {
  const answer = await api(app, 'post', '/v1/connections').send(connectionBody(changes)).expect(201)
  return begunSchema.parse(answer.body)
}

/** Where an answer sends the browser. */
export function locationOf(answer: request.Response): URL {
  return new URL(z.string().parse(answer.headers['location']), PUBLIC)
}

/** The name and value of each cookie that an answer sets. */
export function cookiesOf(answer: request.Response): string[] {
  const cookies = z.array(z.string()).parse(answer.headers['set-cookie'] ?? [])
  return cookies.map((cookie) => cookie.split(';')[0] ?? '')
}

/** The address of the form on a page whose address holds `path`. */
export function formOn(page: string, path: string): string {
  const actions = [...page.matchAll(/<form[^>]*\saction="([^"]+)"/g)].map(([, action = '']) => action)
  const found = actions.find((action) => action.includes(path))
  if (found === undefined) throw new Error(`No form leads to ${path}`)
  return found.replaceAll('&amp;', '&')
}

export interface Agreed {
  readonly connectionId: string
  readonly authorizeUrl: URL
  readonly cookie: string
}

/** From the app to the carmaker's door: the driver has agreed to the notice. */
export async function agree(
  scene: Pick<Scene, 'app'>,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Agreed> {
  return agreeAt(scene, await begin(scene, changes))
}

/** The driver agrees to the notice at the address of a consent page. */
export async function agreeAt(
  scene: Pick<Scene, 'app'>,
  { id, consentUrl }: z.infer<typeof begunSchema>,
): Promise<Agreed> {
  const form = await consentForm(scene, consentUrl)
  const answer = await browser(scene.app, 'post', form).send('decision=accept').expect(303)
  const cookie = cookiesOf(answer).find((each) => each.includes('ladeplan-flow')) ?? ''
  return { connectionId: id, authorizeUrl: locationOf(answer), cookie }
}

/** The address of the form on a consent page, which names the text that is shown there. */
export async function consentForm({ app }: Pick<Scene, 'app'>, consentUrl: string): Promise<string> {
  const page = await browser(app, 'get', consentUrl).expect(200)
  return formOn(page.text, '/connect/')
}

/** The driver signs in at the carmaker; the address the carmaker sends the browser back to. */
export async function signIn(
  { authorizeUrl }: Agreed,
  decision: 'allow' | 'deny' = 'allow',
): Promise<string> {
  const form = new URLSearchParams({ login: 'kari', decision })
  const answer = await axios.post(authorizeUrl.href, form, { maxRedirects: 0, validateStatus: () => true })
  return z.string().parse(answer.headers['location'])
}

export interface Connected {
  readonly connectionId: string
  readonly vehicleId: string
  readonly planUrl: string
}

/** The sign-in came back to an app beside the service; the request with which the app's own session confirms it. */
export async function confirmation(
  scene: Scene,
  server: Express,
  agreed: Agreed,
): Promise<{ path: string; body: { driverId: string; confirmation: string } }> {
  const back = await browser(server, 'get', await signIn(agreed)).set('Cookie', agreed.cookie)
  const connection = await findConnection(scene.control.db, agreed.connectionId)
  return {
    path: `/v1/connections/${agreed.connectionId}/confirm`,
    body: {
      driverId: connection?.driverId ?? '',
      confirmation: locationOf(back).searchParams.get('confirmation') ?? '',
    },
  }
}

const vehiclesSchema = z.object({ items: z.array(z.object({ id: z.string(), planUrl: z.url() })).min(1) })

/** A driver with a connected car. */
export async function connect(
  scene: Scene,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Connected> {
  const agreed = await agree(scene, changes)
  await browser(scene.app, 'get', await signIn(agreed))
    .set('Cookie', agreed.cookie)
    .expect(303)
  const answer = await api(scene.app, 'get', '/v1/vehicles?driverId=driver-kari').expect(200)
  const [vehicle] = vehiclesSchema.parse(answer.body).items
  return { connectionId: agreed.connectionId, vehicleId: vehicle?.id ?? '', planUrl: vehicle?.planUrl ?? '' }
}

/** One round of the control loop. */
export async function look(scene: Scene): Promise<void> {
  await lookAfterVehicles(scene.control)
}

const faultSchema = z.object({ pointer: z.string(), message: z.string(), value: z.unknown().optional() })
const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  resolution: z.enum(['fix_request', 'retry', 'reconnect', 'contact_support']),
  instance: z.string().startsWith('urn:uuid:'),
  traceId: z.uuid(),
  errors: z.array(faultSchema).optional(),
})

/** The problem document of an answer, after a look at its outside. */
export function problemIn(answer: request.Response): z.infer<typeof problemSchema> {
  const type = z.string().parse(answer.headers['content-type'])
  if (!type.startsWith('application/problem+json'))
    throw new Error(`Expected a problem document, got ${type}`)
  const problem = problemSchema.parse(JSON.parse(answer.text))
  if (problem.status !== answer.status) throw new Error('Status and problem document differ')
  return problem
}
