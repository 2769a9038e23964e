import { createServer } from 'node:http'
import { hostname } from 'node:os'
import { realClock } from '../base/clock.ts'
import { systemRandomness } from '../base/random.ts'
import type { Config, Mode } from '../config/config.ts'
import type { Secrets } from '../config/secrets.ts'
import { tellSilence } from '../control/service-news.ts'
import { startTicker, type Ticker } from '../control/ticker.ts'
import {
  countCallers,
  createHeartbeat,
  createWorkerAlert,
  createWorkerWatch,
} from '../control/worker-watch.ts'
import { openEmbedded, openPostgres, type Database, type OpenDatabase } from '../database/database.ts'
import type { Hints } from '../hints/hints.ts'
import { createMemoryHints } from '../hints/memory-hints.ts'
import { createRedisHints } from '../hints/redis-hints.ts'
import { sharingRates } from '../hints/shared-rates.ts'
import { readKeyFile, type KeyEncryptionKey } from '../keys/key-encryption-key.ts'
import { openKeys } from '../keys/open-keys.ts'
import type { Observability } from '../observability/observability.ts'
import { warmUpPlanner } from '../planning/warm-up.ts'
import { createPriceSources } from '../prices/price-sources.ts'
import { createNorgesBank } from '../prices/rates/norges-bank/client.ts'
import { createService, DUE_TOPIC, type Service, type ServiceParts } from '../service.ts'
import { configuredApiPrices, configuredCarmakers, configuredRunLimits } from './configured-carmakers.ts'
import { drain } from './drain.ts'
import { drainable, type DrainableServer } from './drainable-server.ts'
import { listenOn, portTaken } from './listen.ts'
import { PASSES_AT_ONCE } from './passes-at-once.ts'
import { thisProcess } from './this-process.ts'
import { startTickers } from './tickers.ts'
import { useTariffFile } from '../tariffs/shipped-tariffs.ts'

type ServerMode = Extract<Mode, { kind: 'server' }>
type ServerConfig = Config & { readonly mode: ServerMode }

/** Vehicles are due to the second at best; more often would only ask the database. */
const TICK_SECONDS = 5
/** How soon the silence of all workers is noticed once it has lasted too long. */
const WATCH_SECONDS = 15

export interface RunningServer {
  /** Ends it in order, within 14 s. @returns the names of what did not end in time */
  close(): Promise<readonly string[]>
}

/** Runs the service against the real carmaker and price source. */
export async function runServer(
  config: ServerConfig,
  secrets: Secrets,
  observability: Observability,
): Promise<RunningServer> {
  useTariffFile(config.mode.prices.tariffFile)
  const keys = await readKeys(config)
  const database = await openDatabase(config, secrets)
  const kek = await openKeys(database.db, keys).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  const hints = await openHints(secrets, database.db)
  const life = { stopping: false }
  const isStopping = (): boolean => life.stopping
  const service = serviceOf({ config, secrets, observability }, { database, hints, kek, isStopping })
  if (config.role !== 'api') warmUpPlanner()
  const server = config.role === 'worker' ? null : await listen(service, config)
  const ticker = config.role === 'api' ? null : tickerOf(service, observability)
  const watch = watchWorkers(service, observability)
  const stopWaking = hints.onWake(DUE_TOPIC, () => ticker?.poke())
  return {
    close: () => {
      life.stopping = true
      stopWaking()
      server?.announce()
      return drain({
        noticeMs: server === null ? 0 : config.mode.drainSeconds * 1_000,
        stopWork: async () => {
          await Promise.all([ticker?.stop(), watch.stop()])
        },
        stopListening: async () => {
          await server?.close()
        },
        close: async () => {
          await hints.close()
          await database.close()
        },
      })
    },
  }
}

interface Given {
  readonly config: ServerConfig
  readonly secrets: Secrets
  readonly observability: Observability
}

interface Opened extends Pick<ServiceParts, 'hints' | 'kek' | 'isStopping'> {
  readonly database: OpenDatabase
}

function serviceOf({ config, secrets, observability }: Given, { database, ...opened }: Opened): Service {
  const publicUrl = new URL(config.http.publicUrl)
  const { db } = database
  return createService({
    clock: realClock,
    processClock: realClock,
    randomness: systemRandomness,
    ...{ db, heartbeat: heartbeatOn(db) },
    ...opened,
    carmakers: configuredCarmakers(config.mode, secrets, publicUrl),
    runLimits: configuredRunLimits(config.mode),
    herdSeconds: config.mode.herdSeconds,
    firstTestCharge: config.mode.firstTestCharge,
    carsPerSecond: config.mode.carsPerSecond,
    rateSource: createNorgesBank({ baseUrl: config.mode.prices.norgesBankUrl }),
    priceSources: createPriceSources(config.mode.prices, secrets, realClock),
    observability,
    isWorldTimeReal: true,
    passesAtOnce: PASSES_AT_ONCE[config.database.kind],
    controller: config.controller,
    apiPrices: configuredApiPrices(config.mode),
    apiKey: secrets.apiKey?.reveal() ?? '',
    publicUrl,
    returnAddresses: { app: new URL(config.mode.returnUrl) },
    sandbox: null,
  })
}

/** The key, and the one that it takes the place of. */
export async function readKeys({ keyFile, mode }: ServerConfig): Promise<KeyEncryptionKey> {
  const kek = await readKeyFile(keyFile)
  return mode.secondKeyFile === null ? kek : { ...kek, second: await readKeyFile(mode.secondKeyFile) }
}

function openDatabase(config: Config, secrets: Secrets): Promise<OpenDatabase> {
  if (config.database.kind === 'postgres') return openPostgres({ url: secrets.databaseUrl?.reveal() ?? '' })
  return openEmbedded({ directory: config.database.directory, process: thisProcess })
}

/** Of Redis where there is one; without it each process that calls carmakers keeps to its share of their rates. */
export async function openHints(secrets: Secrets, db: Database): Promise<Hints> {
  const url = secrets.redisUrl?.reveal()
  if (url !== undefined) return createRedisHints({ url, randomness: systemRandomness })
  const processes = (): Promise<number> => countCallers(db)
  return sharingRates(createMemoryHints(realClock), { processes, processClock: realClock })
}

/** A worker that hangs, or whose clock keeps it from looking after cars, is silent: it says that it works where it is about to. */
function heartbeatOn(db: Database): () => Promise<void> {
  const worker = `${hostname()}:${String(thisProcess.pid)}:${systemRandomness.id()}`
  return createHeartbeat({ db, clock: realClock, processClock: realClock }, worker)
}

function tickerOf(service: Service, { events }: Observability): Ticker {
  const { control } = service
  return startTickers(
    {
      fetchPrices: () => service.fetchPrices(),
      projectSessions: () => service.projectSessions(),
      isQueued: () => control.queues.all().length > 0,
      lookAfter: () => service.lookAfter(),
    },
    {
      seconds: TICK_SECONDS,
      onFault: (where, error) => {
        events.somethingFailed({ where, error })
      },
    },
  )
}

/** Every process listens for workers, so that there is one left to tell when none is. */
function watchWorkers({ control }: Service, { events }: Observability): Ticker {
  return startTicker({
    seconds: WATCH_SECONDS,
    tick: createWorkerAlert(createWorkerWatch(control), events, (since) => tellSilence(control, since)),
    onFault: (error) => {
      events.somethingFailed({ where: 'watch over workers', error })
    },
  })
}

async function listen(service: Service, { http }: Config): Promise<DrainableServer> {
  const server = createServer(service.app)
  const followed = drainable(server)
  await portTaken(http.port, () => listenOn(server, http))
  return followed
}
