import axios from 'axios'
import { addSeconds } from 'date-fns'
import { createHash } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import { afterEach, beforeEach } from 'vitest'
import { z } from 'zod'
import { SteppedClock } from '../../src/base/clock.ts'
import { beginConnection, type BeginRequest } from '../../src/connections/begin.ts'
import type { Connection } from '../../src/connections/connection-store.ts'
import type { ShownNotice } from '../../src/connections/consent-store.ts'
import { startFlow } from '../../src/connections/oauth-flow.ts'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import type { Database } from '../../src/database/database.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import type { PriceSource } from '../../src/prices/port.ts'
import { readShippedDays, type PriceDay } from '../../src/prices/shipped-days.ts'
import { createHvakosterstrommen } from '../../src/prices/sources/hvakosterstrommen/client.ts'
import type { Service } from '../../src/service.ts'
import type { Fault } from '../../src/simulator/faults.ts'
import type { SimulatedCar } from '../../src/simulator/simulated-car.ts'
import type { TokenRules } from '../../src/simulator/sign-in/grants.ts'
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { completeConnection } from '../../src/vehicles/complete-connection.ts'
import { listVehicles } from '../../src/vehicles/vehicle-store.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { car, DUSK } from '../simulator/support.ts'
import { CALLBACKS, SEED, stageService, type StageParts } from './stage-service.ts'
import { openTokenDoor, type TokenDoor } from './token-door.ts'

/** The whole service on a test database beside a simulated carmaker, both in one world time that stands still. */
export interface Stage {
  /** World time. */
  readonly clock: SteppedClock
  /** Process time, which browsers live in. */
  readonly processClock: SteppedClock
  readonly simulator: Simulator
  /** In front of the carmaker's token and revocation endpoints. */
  readonly door: TokenDoor
  readonly service: Service
  /** What the use cases of connections, vehicles and control take. */
  readonly deps: ControlDependencies
  /** Everything that was logged, at trace level. */
  readonly log: string[]
  /** Moves world time and process time on. */
  pass(seconds: number): void
  /** Orders a fault of the vehicle API. */
  arm(fault: Partial<Fault> & Pick<Fault, 'kind'>): Promise<void>
  /** A second process of the service on the same database. */
  another(changes?: { readonly timeoutMs?: number }): Service
  /** A process that counts rates by world time and knows no price source, as one that evacuates. */
  bare(): Service
  close(): Promise<void>
}

export interface StageOptions {
  readonly cars?: readonly SimulatedCar[]
  /** World time at the beginning. */
  readonly start?: Date
  /** Changes to the simulated carmaker's token rules. */
  readonly tokenRules?: Partial<TokenRules>
  /** See {@link StageParts.firstTestCharge}. */
  readonly firstTestCharge?: boolean
  /** What the price source knows; the days that are shipped if not given. */
  readonly prices?: readonly PriceDay[]
  /** Where prices come from; the simulated hvakosterstrommen.no if not given. */
  readonly priceSources?: (simulatorUrl: string) => readonly PriceSource[]
  /** Carmakers' allowances refill with world time; if not set with real time, in which a stepped month is a minute. */
  readonly ratesByWorldTime?: boolean
  /** Teslas are asked to stream, and the service listens to what they and Smartcar send. */
  readonly streams?: boolean
  /** See {@link StageParts.hints}. */
  readonly hints?: NonNullable<StageParts['hints']>
}

/** A new stage for every test of a suite. */
export function useStage(database: () => Database, options: StageOptions = {}): () => Stage {
  let stage: Stage | undefined
  beforeEach(async () => {
    stage = await openStage(database(), options)
  })
  afterEach(() => stage?.close())
  return () => {
    if (stage === undefined) throw new Error('The stage stands only while tests run')
    return stage
  }
}

export async function openStage(db: Database, options: StageOptions = {}): Promise<Stage> {
  const clock = new SteppedClock(options.start ?? DUSK)
  const listener = await listen()
  const simulator = await startSimulator({
    clock,
    seed: SEED,
    cars: options.cars ?? [car({ limitPercent: 90 })],
    prices: options.prices ?? readShippedDays('data/prices'),
    port: 0,
    redirectUris: CALLBACKS,
    listener: listener.url,
    ...(options.tokenRules === undefined ? {} : { tokenRules: options.tokenRules }),
  })
  const door = await openTokenDoor(simulator.url)
  const log: string[] = []
  const processClock = new SteppedClock(new Date('2026-01-01T12:00:00Z'))
  const priceSources = options.priceSources ?? ((baseUrl) => [createHvakosterstrommen({ baseUrl })])
  const made = priceSources(simulator.url)
  const parts: StageParts = {
    db,
    clock,
    processClock,
    simulator,
    door,
    log,
    priceSources: made,
    ...(options.hints && { hints: options.hints }),
    firstTestCharge: options.firstTestCharge,
    streams: options.streams ?? false,
    ...(options.ratesByWorldTime === true && { hints: createMemoryHints(clock) }),
  }
  const service = stageService(parts, {})
  listener.hear(service.app)
  let processes = 1
  return {
    ...{ clock, processClock, simulator, door, log, service },
    deps: service.control,
    pass: (seconds) => {
      for (const each of [clock, processClock]) each.stepTo(addSeconds(each.now(), seconds))
    },
    arm: async (fault) => {
      await axios.post(`${simulator.url}/_simulator/faults`, fault)
    },
    another: (changes = {}) => stageService(parts, { ...changes, process: ++processes }),
    bare: () =>
      stageService({ ...parts, priceSources: [], hints: createMemoryHints(clock) }, { process: ++processes }),
    close: async () => {
      await door.close()
      await simulator.close()
      await listener.close()
    },
  }
}

interface Listener {
  readonly url: string
  hear(app: RequestListener): void
  close(): Promise<void>
}

/** A port for the service, known before there is a service. */
async function listen(): Promise<Listener> {
  let heard: RequestListener | undefined
  const server = createServer((request, response) => {
    if (heard === undefined) response.writeHead(503).end()
    else heard(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    url: `http://127.0.0.1:${String(port)}`,
    hear: (app) => {
      heard = app
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

export const NOTICE: ShownNotice = {
  hash: createHash('sha256').update('what the driver was shown').digest('hex'),
  version: '1',
  language: 'nb',
}

/** A driver who has agreed to the notice and stands before the carmaker's page. */
export interface OpenFlow {
  readonly connection: Connection
  readonly authorizeUrl: URL
  /** The value of the cookie in the driver's browser. */
  readonly binding: string
}

/** What the retailer knows of a driver: where they live, and the brand of the car; a Tesla if not told. */
export type Home = Partial<Pick<BeginRequest, 'carmaker' | 'site' | 'siteReference'>>

export async function agree(
  stage: Pick<Stage, 'deps'>,
  driverId = 'driver-kari',
  home: Home = {},
): Promise<OpenFlow> {
  const connection = await beginConnection(stage.deps, {
    carmaker: 'tesla',
    ...home,
    driverId,
    address: { postalCode: '4613', country: 'NO' },
    language: 'nb',
    returnTo: 'app',
  })
  return { connection, ...(await openFlow(stage, connection)) }
}

/** Opens a flow for a connection that exists, begun just now or lapsed. */
export async function openFlow(
  { deps }: Pick<Stage, 'deps'>,
  connection: Connection,
): Promise<Pick<OpenFlow, 'authorizeUrl' | 'binding'>> {
  const { redirectTo, binding } = await startFlow(deps, connection, NOTICE)
  return { authorizeUrl: redirectTo, binding }
}

export interface SignIn {
  readonly login?: string
  readonly decision?: 'allow' | 'deny'
  /** The scopes left ticked; all of them if not given. */
  readonly scopes?: readonly string[]
}

/** The driver decides at the carmaker; the query parameters the browser comes back with. */
export async function signIn(
  { authorizeUrl }: Pick<OpenFlow, 'authorizeUrl'>,
  choice: SignIn = {},
): Promise<URLSearchParams> {
  const { login = 'kari', decision = 'allow', scopes } = choice
  const form = new URLSearchParams({ login, decision })
  if (scopes !== undefined) form.set('boxes', 'shown')
  for (const scope of scopes ?? []) form.append('scope', scope)
  const answer = await axios.post(authorizeUrl.href, form, { maxRedirects: 0, validateStatus: () => true })
  return new URL(z.string().parse(answer.headers['location'])).searchParams
}

/** A driver with a connected car. */
export async function connect(
  stage: Pick<Stage, 'deps'>,
  choice: SignIn & { readonly driverId?: string; readonly home?: Home } = {},
): Promise<{ connection: Connection; vehicle: Vehicle }> {
  const flow = await agree(stage, choice.driverId, choice.home)
  const parameters = await signIn(flow, choice)
  const connection = await completeConnection(stage.deps, {
    carmaker: flow.connection.carmaker,
    parameters,
    binding: flow.binding,
  })
  const [vehicle] = await listVehicles(stage.deps.db, { connectionId: connection.id })
  if (vehicle === undefined) throw new Error('The carmaker listed no car')
  return { connection, vehicle }
}
