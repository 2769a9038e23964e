import { createServer, type RequestListener, type Server } from 'node:http'
import { join } from 'node:path'
import { existsSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ScaledClock, SteppedClock } from '../../base/clock.ts'
import { systemRandomness, type Randomness } from '../../base/random.ts'
import { Secret } from '../../config/secrets.ts'
import { openEmbedded, type OpenDatabase } from '../../database/database.ts'
import type { LockHolder } from '../../database/folder-lock.ts'
import { createMemoryHints } from '../../hints/memory-hints.ts'
import type { Sandbox } from '../../http/sandbox.ts'
import { createKeyFile, readKeyFile, type KeyEncryptionKey } from '../../keys/key-encryption-key.ts'
import { openKeys } from '../../keys/open-keys.ts'
import type { Observability } from '../../observability/observability.ts'
import type { PriceSource } from '../../prices/port.ts'
import { readShippedDays } from '../../prices/shipped-days.ts'
import { createHvakosterstrommen } from '../../prices/sources/hvakosterstrommen/client.ts'
import { createRetailerFeed } from '../../prices/sources/retailer-feed/client.ts'
import { createService, type Service } from '../../service.ts'
import { FEED_TOKEN } from '../../simulator/price-sources/routes.ts'
import { startSimulator, type Simulator } from '../../simulator/simulator.ts'
import { realClock } from '../../base/clock.ts'
import { closeServer, listenOn, portTaken } from '../listen.ts'
import { fleetOf } from './drivers.ts'
import { type Night, NIGHTS } from './nights.ts'
import { callbacksOf, simulatedCarmakers } from './simulated-carmakers.ts'

export const SANDBOX_API_KEY = 'lp_test_demo'
export const SANDBOX_CONTROLLER = {
  name: 'Eksempelkraft AS',
  contact: 'personvern@eksempelkraft.example',
  recipients: [],
}

export interface SandboxOptions {
  readonly directory: string
  readonly process: LockHolder
  readonly night: Night
  readonly clock: SteppedClock | ScaledClock
  readonly seed: string
  readonly randomness: Randomness
  readonly observability: Observability
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly simulatorPort: number
  /** Given by whoever drives the sandbox; the landing page and the time controls need it. */
  readonly sandbox: Sandbox | null
  /** Where drivers come back to in an app; in the sandbox itself if this is left out. */
  readonly returnUrl?: URL | undefined
  /** Whether a car is tested when it is first plugged in, as it is if this is left out. */
  readonly firstTestCharge?: boolean
  /** Whether Teslas stream; whoever drives the sandbox then has them deliver. They are read if this is left out. */
  readonly streams?: boolean
}

export interface OpenSandbox {
  readonly service: Service
  readonly simulator: Simulator
  readonly database: OpenDatabase
  readonly publicUrl: URL
  /** Stops listening, then closes the database: afterwards every byte is in the folder. */
  close(): Promise<void>
}

/**
 * The whole service on the embedded database, beside a simulator on a port of its own.
 *
 * @throws FolderLockedError if another process uses the folder
 * @throws PortTakenError if a port is taken; nothing stays open then
 */
export async function openSandbox(options: SandboxOptions): Promise<OpenSandbox> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 })
  const opened: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const closeOne of opened.toReversed()) await closeOne()
  }
  try {
    const database = await openEmbedded({ directory: options.directory, process: options.process })
    opened.push(() => database.close())
    const server = await listen(options)
    opened.push(() => closeServer(server.http))
    const publicUrl = new URL(`http://localhost:${String(portOf(server.http))}`)
    const simulator = await simulate(options, publicUrl)
    opened.push(() => simulator.close())
    const kek = await openKeys(database.db, await keyOf(join(options.directory, 'key')))
    const service = createSandboxService(options, { kek, database, publicUrl, simulatorUrl: simulator.url })
    server.handler = service.app
    return { service, simulator, database, publicUrl, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function simulate(options: SandboxOptions, publicUrl: URL): Promise<Simulator> {
  return portTaken(options.simulatorPort, () =>
    startSimulator({
      clock: options.clock,
      steppable: options.clock,
      seed: options.seed,
      cars: fleetOf(options.night).map((car) => (options.streams === true ? { ...car, hasKey: true } : car)),
      prices: readShippedDays(shippedPrices()),
      port: options.simulatorPort,
      redirectUris: callbacksOf(publicUrl),
      listener: publicUrl.href,
      stateFile: join(options.directory, 'simulator.json'),
    }),
  )
}

/** The folder with the delivery days that come with the project. */
export function shippedPrices(): string {
  return fileURLToPath(new URL('../../../data/prices', import.meta.url))
}

export interface SandboxParts {
  readonly kek: KeyEncryptionKey
  readonly database: OpenDatabase
  readonly publicUrl: URL
  readonly simulatorUrl: string
}

/** The real service with the real adapters; only the addresses are the simulator's. */
export function createSandboxService(
  options: Pick<
    SandboxOptions,
    | 'clock'
    | 'seed'
    | 'randomness'
    | 'observability'
    | 'sandbox'
    | 'returnUrl'
    | 'firstTestCharge'
    | 'streams'
  >,
  { kek, database, publicUrl, simulatorUrl }: SandboxParts,
): Service {
  const { seed, streams = false } = options
  return createService({
    clock: options.clock,
    processClock: realClock,
    randomness: options.randomness,
    db: database.db,
    // Allowances run by world time, as the simulated carmakers count them.
    hints: createMemoryHints(options.clock),
    kek,
    carmakers: simulatedCarmakers({ simulatorUrl, seed, publicUrl, streams }),
    firstTestCharge: options.firstTestCharge ?? true,
    rateSource: null,
    priceSources: sandboxPriceSources(simulatorUrl),
    observability: options.observability,
    controller: SANDBOX_CONTROLLER,
    apiKey: SANDBOX_API_KEY,
    publicUrl,
    returnAddresses: { app: options.returnUrl ?? publicUrl },
    sandbox: options.sandbox,
  })
}

/** Two of different origin, so that their comparison is seen. */
function sandboxPriceSources(simulatorUrl: string): readonly PriceSource[] {
  const feed = { baseUrl: `${simulatorUrl}/retailer-feed`, token: new Secret(FEED_TOKEN) }
  return [
    createHvakosterstrommen({ baseUrl: simulatorUrl }),
    createRetailerFeed({ ...feed, zones: NIGHTS.map(({ zone }) => zone) }),
  ]
}

/** The sandbox makes its own key; a server never does. */
export async function keyOf(path: string): Promise<KeyEncryptionKey> {
  return existsSync(path) ? readKeyFile(path) : createKeyFile(path, systemRandomness)
}

interface LateServer {
  readonly http: Server
  handler: RequestListener | null
}

/** Listens before there is anything to answer with: the port is part of what the carmaker is told. */
async function listen({ host, port }: SandboxOptions): Promise<LateServer> {
  const late: LateServer = {
    handler: null,
    http: createServer((request, response) => {
      if (late.handler === null) response.writeHead(503).end()
      else late.handler(request, response)
    }),
  }
  await portTaken(port, () => listenOn(late.http, { host, port }))
  return late
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
