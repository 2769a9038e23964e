import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import express, { type Express } from 'express'
import type { Clock, ScaledClock, SteppedClock } from '../base/clock.ts'
import { seededRandomness } from '../base/random.ts'
import { controlRoutes } from './control-routes.ts'
import { createCoordinatePool } from './coordinates.ts'
import { createFaults } from './faults.ts'
import { createFleet } from './fleet.ts'
import type { PriceDay } from './price-sources/price-day.ts'
import { createPriceFaults } from './price-sources/price-faults.ts'
import { later } from './later.ts'
import { priceRoutes } from './price-sources/routes.ts'
import { createReport, type SimulatorReport } from './report.ts'
import { createSender } from './senders.ts'
import type { SimulatedCar } from './simulated-car.ts'
import { readStateFile, writeStateFile, type SavedState } from './state-file.ts'
import { createGrants, type TokenRules } from './sign-in/grants.ts'
import type { WebhookSender, WebhookSpoil } from './smartcar/webhooks.ts'
import { createSmartcarMint, SMARTCAR_TOKEN_RULES } from './smartcar/tokens.ts'
import { createRequestBucket } from './smartcar/request-bucket.ts'
import { smartcarRoutes } from './smartcar/routes.ts'
import { createTeslaMint, REGION_PREFIX, TESLA_TOKEN_RULES } from './tesla/tokens.ts'
import { teslaRoutes } from './tesla/routes.ts'
import type { SimulatorClient, SmartcarClient, World, WorldState } from './world.ts'

export interface SimulatorOptions {
  /** World time. */
  readonly clock: Clock
  /** Decides positions, secrets, lags and wake-up times. */
  readonly seed: string
  readonly cars: readonly SimulatedCar[]
  readonly prices: readonly PriceDay[]
  /** 0 takes a free one. */
  readonly port: number
  /** The only addresses a driver is sent back to. */
  readonly redirectUris: readonly string[]
  /** Where everything is kept between two runs. */
  readonly stateFile?: string
  /** If given, `POST /_simulator/clock` may move it. */
  readonly steppable?: SteppedClock | ScaledClock
  /** Where Smartcar sends its messages; without it there are none. */
  readonly webhookAddress?: string
  /** Where cars of Tesla's stream to, once they are asked to; without it there is no telemetry server. */
  readonly telemetryAddress?: string
  /** Everything is answered this much later, ms of real time. */
  readonly latencyMs?: number
  /** Changes to the token rules of either carmaker. */
  readonly tokenRules?: Partial<TokenRules>
}

export interface Simulator {
  readonly url: string
  readonly client: SimulatorClient
  readonly smartcar: SmartcarClient
  report(): SimulatorReport
  /** Sends the webhooks that are due, as a step of the clock by HTTP does too. @returns how many arrived */
  deliverWebhooks(spoil?: WebhookSpoil): Promise<number>
  /** Back to the beginning: cars as given, no consent, no token, no fault, nothing counted. */
  reset(): void
  save(): void
  close(): Promise<void>
}

/** The application under which the carmaker knows the service: the same for the same seed. */
export function simulatorClient(seed: string): SimulatorClient {
  const secret = createHash('sha256').update(`${seed}:client-secret`).digest('base64url')
  return { clientId: 'ladeplan-simulated', clientSecret: `ta-secret.${secret}` }
}

/** The same at Smartcar, with what its webhooks are signed with. */
export function smartcarClient(seed: string): SmartcarClient {
  const secret = (name: string): string =>
    createHash('sha256').update(`${seed}:smartcar:${name}`).digest('hex')
  return {
    clientId: seededRandomness(`${seed}:smartcar:client`).id(),
    clientSecret: secret('client-secret'),
    managementToken: secret('management-token'),
  }
}

/**
 * Starts carmaker, cars and price sources on 127.0.0.1.
 *
 * @throws RangeError if stays overlap or two cars share a VIN.
 * @throws Error if the state file cannot be read, belongs to another seed, or the port is taken.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const saved = options.stateFile === undefined ? undefined : readStateFile(options.stateFile)
  if (saved !== undefined && saved.seed !== options.seed) {
    throw new Error(`The simulator's state was made with seed "${saved.seed}", not "${options.seed}"`)
  }
  const starts = (saved?.starts ?? 0) + 1
  let url = ''
  const { clock, seed, prices, redirectUris } = options
  const pool = createCoordinatePool(seed)
  pool.rewind(saved?.coordinatesSent ?? 0)
  const world: World = {
    clock,
    client: simulatorClient(seed),
    smartcar: smartcarClient(seed),
    prices,
    redirectUris,
    pool,
    faults: createFaults(),
    priceFaults: createPriceFaults(),
    state: createWorldState(options, () => url, starts, saved),
    url: () => url,
    save: () => {
      if (options.stateFile !== undefined) writeStateFile(options.stateFile, savedState(world, seed, starts))
    },
  }
  const sender = createSender(world, options)
  const server = createServer(createApp(world, options, sender))
  url = await listen(server, options.port)
  world.save()
  return {
    url,
    client: world.client,
    smartcar: world.smartcar,
    report: () => createReport(world),
    deliverWebhooks: (spoil) => sender.deliver(spoil),
    reset: () => {
      Object.assign(
        world.state,
        createWorldState(options, () => url, starts),
      )
      pool.rewind(0)
      sender.reset()
      world.faults.clear()
      world.priceFaults.clear()
      world.save()
    },
    save: world.save,
    close: () => close(server, world),
  }
}

function createWorldState(
  options: SimulatorOptions,
  issuer: () => string,
  starts: number,
  saved?: SavedState,
): WorldState {
  return {
    fleet: createFleet(options.cars, options.seed, options.clock.now(), saved?.fleet),
    ...createBooks(options, issuer, starts, saved),
    smartcarBucket: createRequestBucket(),
    records: new Map(),
    tokenRequests: saved?.tokenRequests ?? {
      codes: 0,
      refreshes: 0,
      refused: 0,
      reused: 0,
      afterRevocation: 0,
    },
    requestsAfterRevocation: saved?.requestsAfterRevocation ?? 0,
  }
}

/** What drivers allowed at each carmaker. */
function createBooks(
  { seed, tokenRules }: SimulatorOptions,
  issuer: () => string,
  starts: number,
  saved?: SavedState,
): Pick<WorldState, 'grants' | 'smartcarGrants'> {
  const randomness = seededRandomness(`${seed}:secrets:${String(starts)}`)
  const other = seededRandomness(`${seed}:smartcar-secrets:${String(starts)}`)
  const rules = { ...TESLA_TOKEN_RULES, ...tokenRules }
  const { clientId } = simulatorClient(seed)
  return {
    grants: createGrants({
      randomness,
      rules,
      mint: createTeslaMint({ randomness, issuer, clientId, accessSeconds: rules.accessSeconds }),
      codePrefix: REGION_PREFIX,
      saved: saved?.grants,
    }),
    smartcarGrants: createGrants({
      randomness: other,
      rules: { ...SMARTCAR_TOKEN_RULES, ...tokenRules },
      mint: createSmartcarMint(other),
      saved: saved?.smartcarGrants,
    }),
  }
}

function savedState(world: World, seed: string, starts: number): SavedState {
  const now = world.clock.now()
  const { fleet, grants, smartcarGrants, tokenRequests, requestsAfterRevocation } = world.state
  return {
    version: 1,
    seed,
    worldTime: now,
    starts,
    coordinatesSent: world.pool.sent(),
    fleet: fleet.state(now),
    grants: grants.state,
    smartcarGrants: smartcarGrants.state,
    tokenRequests,
    requestsAfterRevocation,
  }
}

function createApp(world: World, options: SimulatorOptions, sender: WebhookSender): Express {
  const app = express()
  app.disable('x-powered-by')
  if (options.latencyMs !== undefined) app.use(later(options.latencyMs))
  app.use(teslaRoutes(world))
  app.use(smartcarRoutes(world))
  app.use('/_simulator', controlRoutes(world, options.steppable, sender))
  app.use(priceRoutes(world))
  return app
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      const bound = typeof address === 'object' && address !== null ? address.port : port
      resolve(`http://127.0.0.1:${String(bound)}`)
    })
  })
}

/** Saves first: once the port is free, another simulator may read the file. */
function close(server: Server, world: World): Promise<void> {
  world.save()
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })
}
