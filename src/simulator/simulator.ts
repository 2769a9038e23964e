import { createServer, type Server } from 'node:http'
import express, { type Express } from 'express'
import type { Clock, ScaledClock, SteppedClock } from '../base/clock.ts'
import { seededRandomness } from '../base/random.ts'
import { ALL_SIMULATED } from './carmakers.ts'
import { controlRoutes } from './control-routes.ts'
import { createCoordinatePool } from './coordinates.ts'
import { createFaults } from './faults.ts'
import { createFleet } from './fleet.ts'
import type { PriceDay } from './price-sources/price-day.ts'
import { createPriceFaults } from './price-sources/price-faults.ts'
import { later } from './later.ts'
import { priceRoutes } from './price-sources/routes.ts'
import { callsByVin, createReport, type SimulatorReport } from './report.ts'
import { together, type WebhookSender, type WebhookSpoil } from './sender.ts'
import type { SimulatedCar } from './simulated-car.ts'
import { readStateFile, writeStateFile, type SavedState } from './state-file.ts'
import { createGrants, type Grants, type TokenRules } from './sign-in/grants.ts'
import type { World, WorldState } from './world.ts'

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
  /** The service whose `/webhooks/<name>` is told what carmakers send by themselves; without it they send nothing. */
  readonly listener?: string
  /** Everything is answered this much later, ms of real time. */
  readonly latencyMs?: number
  /** Changes to the token rules of all carmakers. */
  readonly tokenRules?: Partial<TokenRules>
}

export interface Simulator {
  readonly url: string
  report(): SimulatorReport
  /** Calls about each car so far, commands among them, by VIN: what a report says too, without its price. */
  callsByVin(): ReadonlyMap<string, number>
  /** Sends the webhooks that are due, as a step of the clock by HTTP does too. @returns how many arrived */
  deliverWebhooks(spoil?: WebhookSpoil): Promise<number>
  /** Back to the beginning: cars as given, no consent, no token, no fault, nothing counted. */
  reset(): void
  save(): void
  close(): Promise<void>
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
    seed,
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
  const sender = createSender(world, options.listener)
  const server = createServer(createApp(world, options, sender))
  url = await listen(server, options.port)
  world.save()
  return {
    url,
    report: () => createReport(world),
    callsByVin: () => callsByVin(world),
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
  url: () => string,
  starts: number,
  saved?: SavedState,
): WorldState {
  return {
    fleet: createFleet(options.cars, options.seed, options.clock.now(), saved?.fleet),
    books: createBooks(options, { url, starts, saved }),
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

interface Beginning {
  readonly url: () => string
  readonly starts: number
  readonly saved: SavedState | undefined
}

/** What drivers allowed at each carmaker. */
function createBooks(
  { seed, tokenRules }: SimulatorOptions,
  { url, starts, saved }: Beginning,
): Readonly<Record<string, Grants>> {
  const books = ALL_SIMULATED.map(([name, carmaker]) => {
    const randomness = seededRandomness(`${seed}:${name}-secrets:${String(starts)}`)
    const rules = { ...carmaker.tokenRules, ...tokenRules }
    const mint = carmaker.createMint({ randomness, seed, url, accessSeconds: rules.accessSeconds })
    const { codePrefix } = carmaker
    const saves = { saved: saved?.books[name], ...(codePrefix !== undefined && { codePrefix }) }
    return [name, createGrants({ randomness, rules, mint, ...saves })] as const
  })
  return Object.fromEntries(books)
}

/** Whatever the carmakers send by themselves. */
function createSender(world: World, listener: string | undefined): WebhookSender {
  if (listener === undefined) return together([])
  const senders = ALL_SIMULATED.flatMap(
    ([name, carmaker]) => carmaker.createSender?.(world, new URL(`/webhooks/${name}`, listener).href) ?? [],
  )
  return together(senders)
}

function savedState(world: World, seed: string, starts: number): SavedState {
  const now = world.clock.now()
  const { fleet, books, tokenRequests, requestsAfterRevocation } = world.state
  return {
    version: 2,
    seed,
    worldTime: now,
    starts,
    coordinatesSent: world.pool.sent(),
    fleet: fleet.state(now),
    books: Object.fromEntries(Object.entries(books).map(([name, book]) => [name, book.state])),
    tokenRequests,
    requestsAfterRevocation,
  }
}

function createApp(world: World, options: SimulatorOptions, sender: WebhookSender): Express {
  const app = express()
  app.disable('x-powered-by')
  if (options.latencyMs !== undefined) app.use(later(options.latencyMs))
  for (const [, { routes }] of ALL_SIMULATED) app.use(routes(world))
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
