import type { Server } from 'node:http'
import axios from 'axios'
import type { Express } from 'express'
import request from 'supertest'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { z } from 'zod'
import type { Clock } from '../../src/base/clock.ts'
import { seededRandomness } from '../../src/base/random.ts'
import { nokPerKwh } from '../../src/base/units.ts'
import { createCarmakers } from '../../src/carmakers/registry.ts'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { ping, type OpenDatabase } from '../../src/database/database.ts'
import { createApp } from '../../src/http/app.ts'
import type { HttpDependencies } from '../../src/http/dependencies.ts'
import type { Sandbox, SandboxTarget } from '../../src/http/sandbox.ts'
import { keyEncryptionKey } from '../../src/keys/key-encryption-key.ts'
import { createObservability } from '../../src/observability/observability.ts'
import { savePrices } from '../../src/prices/price-store.ts'
import { readShippedDays } from '../../src/prices/shipped-days.ts'
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { car } from '../simulator/support.ts'
import { emptyTables, openTestDatabase } from '../support/database.ts'

export const API_KEY = 'lp_test_0123456789abcdef0123456789abcdef'
export const PUBLIC = 'http://localhost:8080'
export const DUSK = new Date('2024-12-12T16:05:00Z')
/** What the app hands over and nobody may ever see again. */
export const HANDED_OVER = {
  name: 'Kari Solbakken Nordvik',
  email: 'kari.solbakken@eksempel.example',
  street: 'Granittveien 417',
}

/** A clock that is set by hand, also back: every test begins at dusk. */
export interface SetClock extends Clock {
  set(instant: Date): void
  pass(minutes: number): void
}

function setClock(start: Date): SetClock {
  let present = start
  return {
    now: () => new Date(present),
    set: (instant) => {
      present = instant
    },
    pass: (minutes) => {
      present = new Date(present.getTime() + minutes * 60_000)
    },
  }
}

const PROCESS_START = new Date('2026-01-01T12:00:00Z')

export interface Scene {
  readonly app: Express
  readonly control: ControlDependencies
  readonly clock: SetClock
  readonly processClock: SetClock
  readonly simulator: Simulator
  /** Everything that was logged, at trace level. */
  readonly log: string[]
  /** Method and template of every request that was answered. */
  readonly answered: Set<string>
  readonly advanced: SandboxTarget[]
  /** The same service with something about it changed. */
  appWith(changes: Partial<HttpDependencies>): Express
}

/** A service on an empty embedded database beside a simulated carmaker; both live as long as the test file. */
export function useScene(changes: { readonly publicUrl?: string } = {}): () => Scene {
  let opened: { database: OpenDatabase; scene: Scene } | undefined
  const current = (): Scene => {
    if (opened === undefined) throw new Error('The scene stands only while tests run')
    return opened.scene
  }
  beforeAll(async () => {
    const database = await openTestDatabase()
    opened = { database, scene: await setScene(database, new URL(changes.publicUrl ?? PUBLIC)) }
  })
  beforeEach(async () => {
    const { control, simulator, log, clock, processClock, advanced } = current()
    clock.set(DUSK)
    processClock.set(PROCESS_START)
    advanced.length = 0
    await emptyTables(control.db)
    await importNight(control)
    simulator.reset()
    log.length = 0
  })
  afterAll(async () => {
    await opened?.scene.simulator.close()
    await opened?.database.close()
  })
  return current
}

async function setScene(database: OpenDatabase, publicUrl: URL): Promise<Scene> {
  const clock = setClock(DUSK)
  const processClock = setClock(PROCESS_START)
  const redirectUri = new URL('/callback/tesla', publicUrl).href
  const simulator = await startSimulator({
    clock,
    seed: 'http',
    cars: [car({ limitPercent: 90 })],
    prices: [],
    port: 0,
    redirectUris: [redirectUri],
  })
  const log: string[] = []
  const destination = { write: (line: string) => void log.push(line) }
  const { events, metrics } = createObservability({ level: 'trace', destination, version: 'test' })
  const answered = new Set<string>()
  const oauth = `${simulator.url}/oauth2/v3`
  const carmakers = createCarmakers({
    tesla: {
      apiBaseUrl: simulator.url,
      oauth: {
        authorizeUrl: `${oauth}/authorize`,
        tokenUrl: `${oauth}/token`,
        issuer: oauth,
        revocationUrl: `${oauth}/revoke`,
        ...simulator.client,
        redirectUri,
      },
    },
  })
  const control: ControlDependencies = {
    db: database.db,
    clock,
    randomness: seededRandomness('http'),
    kek: keyEncryptionKey(Buffer.alloc(32, 7)),
    carmaker: (name) => carmakers.get(name),
    events: {
      ...events,
      httpAnswered: (facts) => {
        answered.add(`${facts.method} ${facts.route}`)
        events.httpAnswered(facts)
      },
    },
    recipients: [],
    wake: () => undefined,
  }
  const advanced: SandboxTarget[] = []
  const dependencies: HttpDependencies = {
    control,
    metrics,
    apiKey: API_KEY,
    publicUrl,
    returnAddresses: { app: new URL('https://app.eksempelkraft.example/done?from=ladeplan') },
    controller: { name: 'Eksempelkraft AS', contact: 'personvern@eksempelkraft.example' },
    ready: () => ping(database.db),
    sandbox: sandboxWith(advanced),
    processClock,
  }
  const appWith = (changes: Partial<HttpDependencies>): Express => createApp({ ...dependencies, ...changes })
  return { app: appWith({}), control, clock, processClock, simulator, log, answered, advanced, appWith }
}

function sandboxWith(advanced: SandboxTarget[]): Sandbox {
  return {
    drivers: [
      {
        login: 'kari',
        driverId: 'driver-kari',
        name: HANDED_OVER.name,
        car: 'Model 3, 60 kWh',
        email: HANDED_OVER.email,
        postalCode: '4613',
        story: 'plugs in and forgets about it',
      },
    ],
    speed: 120,
    endsAt: new Date('2024-12-13T23:00:00Z'),
    advance: (target) => {
      advanced.push(target)
      return Promise.resolve()
    },
    restart: () => Promise.resolve(),
  }
}

async function importNight({ db }: ControlDependencies): Promise<void> {
  const days = readShippedDays('data/prices').filter(({ zone }) => zone === 'NO2')
  for (const { zone, day, slots } of days) {
    const document = {
      source: 'shipped',
      zone,
      day,
      resolutionMinutes: 60 as const,
      slots: slots.map(({ startUtc, nokPerKwh: price }) => ({
        start: startUtc,
        end: new Date(startUtc.getTime() + 3_600_000),
        nokPerKwh: nokPerKwh(price),
        quality: 'final' as const,
      })),
    }
    await db.transaction().execute((trx) => savePrices(trx, document, DUSK))
  }
}

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
  { app }: Scene,
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
export async function agree(scene: Scene, changes: Readonly<Record<string, unknown>> = {}): Promise<Agreed> {
  const { id, consentUrl } = await begin(scene, changes)
  const page = await browser(scene.app, 'get', consentUrl).expect(200)
  const answer = await browser(scene.app, 'post', formOn(page.text, `/connect/${id}`))
    .send('decision=accept')
    .expect(303)
  const cookie = cookiesOf(answer).find((each) => each.includes('ladeplan-flow')) ?? ''
  return { connectionId: id, authorizeUrl: locationOf(answer), cookie }
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
