import { createServer, type Server } from 'node:http'
import { realClock } from '../base/clock.ts'
import { systemRandomness } from '../base/random.ts'
import type { Config, Mode } from '../config/config.ts'
import type { Secrets } from '../config/secrets.ts'
import type { Ticker } from '../control/ticker.ts'
import { openEmbedded, openPostgres, type OpenDatabase } from '../database/database.ts'
import type { Hints } from '../hints/hints.ts'
import { createMemoryHints } from '../hints/memory-hints.ts'
import { createRedisHints } from '../hints/redis-hints.ts'
import { readKeyFile, type KeyEncryptionKey } from '../keys/key-encryption-key.ts'
import { openKeys } from '../keys/open-keys.ts'
import type { Observability } from '../observability/observability.ts'
import { warmUpPlanner } from '../planning/warm-up.ts'
import { createPriceSources } from '../prices/price-sources.ts'
import { createNorgesBank } from '../prices/rates/norges-bank/client.ts'
import { createService, DUE_TOPIC, type Service } from '../service.ts'
import { configuredApiPrices, configuredCarmakers, configuredRunLimits } from './configured-carmakers.ts'
import { closeServer, listenOn, portTaken } from './listen.ts'
import { thisProcess } from './this-process.ts'
import { startTickers } from './tickers.ts'
import { useTariffFile } from '../tariffs/shipped-tariffs.ts'

type ServerMode = Extract<Mode, { kind: 'server' }>

/** Vehicles are due to the second at best; more often would only ask the database. */
const TICK_SECONDS = 5
/** Half a second of a carmaker's answers at 30 passes a second; more would only queue for the processor. */
const PASSES_AT_ONCE = 16

export interface RunningServer {
  close(): Promise<void>
}

/** Runs the service against the real carmaker and price source. */
export async function runServer(
  config: Config & { readonly mode: ServerMode },
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
  const hints = await openHints(secrets)
  const publicUrl = new URL(config.http.publicUrl)
  const service = createService({
    clock: realClock,
    processClock: realClock,
    randomness: systemRandomness,
    db: database.db,
    hints,
    kek,
    carmakers: configuredCarmakers(config.mode, secrets, publicUrl),
    runLimits: configuredRunLimits(config.mode),
    herdSeconds: config.mode.herdSeconds,
    firstTestCharge: config.mode.firstTestCharge,
    rateSource: createNorgesBank({ baseUrl: config.mode.prices.norgesBankUrl }),
    priceSources: createPriceSources(config.mode.prices, secrets, realClock),
    observability,
    isWorldTimeReal: true,
    passesAtOnce: PASSES_AT_ONCE,
    controller: config.controller,
    apiPrices: configuredApiPrices(config.mode),
    apiKey: secrets.apiKey?.reveal() ?? '',
    publicUrl,
    returnAddresses: { app: new URL(config.mode.returnUrl) },
    sandbox: null,
  })
  if (config.role !== 'api') warmUpPlanner()
  const server = config.role === 'worker' ? null : await listen(service, config)
  const ticker = config.role === 'api' ? null : tickerOf(service, observability)
  const stopListening = hints.onWake(DUE_TOPIC, () => ticker?.poke())
  return {
    close: async () => {
      stopListening()
      await ticker?.stop()
      if (server !== null) await closeServer(server)
      await hints.close()
      await database.close()
    },
  }
}

/** The key, and the one that it takes the place of. */
async function readKeys({
  keyFile,
  mode,
}: Config & { readonly mode: ServerMode }): Promise<KeyEncryptionKey> {
  const kek = await readKeyFile(keyFile)
  return mode.secondKeyFile === null ? kek : { ...kek, second: await readKeyFile(mode.secondKeyFile) }
}

function openDatabase(config: Config, secrets: Secrets): Promise<OpenDatabase> {
  if (config.database.kind === 'postgres') return openPostgres({ url: secrets.databaseUrl?.reveal() ?? '' })
  return openEmbedded({ directory: config.database.directory, process: thisProcess })
}

async function openHints(secrets: Secrets): Promise<Hints> {
  const url = secrets.redisUrl?.reveal()
  return url === undefined
    ? createMemoryHints(realClock)
    : createRedisHints({ url, randomness: systemRandomness })
}

function tickerOf(service: Service, { events }: Observability): Ticker {
  return startTickers(service, {
    seconds: TICK_SECONDS,
    onFault: (where, error) => {
      events.somethingFailed({ where, error })
    },
  })
}

async function listen(service: Service, { http }: Config): Promise<Server> {
  const server = createServer(service.app)
  await portTaken(http.port, () => listenOn(server, http))
  return server
}
