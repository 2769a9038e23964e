import type { Clock } from '../../src/base/clock.ts'
import { realClock } from '../../src/base/clock.ts'
import { seededRandomness } from '../../src/base/random.ts'
import { forEachBrand } from '../../src/carmakers/registry.ts'
import { callbackOf, callbacksOf, simulatedCarmakers } from '../../src/cli/sandbox/simulated-carmakers.ts'
import type { LogLevel } from '../../src/config/config.ts'
import { DEFAULT_RUN_LIMITS } from '../../src/config/run-limits.ts'
import type { Database } from '../../src/database/database.ts'
import type { Hints } from '../../src/hints/hints.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { keyEncryptionKey } from '../../src/keys/key-encryption-key.ts'
import { createObservability } from '../../src/observability/observability.ts'
import type { PriceSource } from '../../src/prices/port.ts'
import { createService, type Service } from '../../src/service.ts'
import { telemetrySecret, teslaClient } from '../../src/simulator/tesla/client.ts'
import type { Simulator } from '../../src/simulator/simulator.ts'
import { REGION_PATHS } from '../../src/simulator/tesla/regions.ts'
import type { TokenDoor } from './token-door.ts'

const PUBLIC = new URL('http://localhost:8080')
export const CALLBACKS = callbacksOf(PUBLIC)
export const SEED = 'stage'
/** What a retailer's back end presents. */
export const API_KEY = 'lp_test_0123456789abcdef0123456789abcdef'
/** The key that wraps all others, the same in every process. */
export const STAGE_KEY = Buffer.alloc(32, 7)

/** What a process of the service stands on. It need not be the process that runs the tests. */
export interface StageParts {
  readonly db: Database
  readonly clock: Clock
  readonly processClock: Clock
  readonly simulator: Pick<Simulator, 'url'>
  readonly door: Pick<TokenDoor, 'url'>
  readonly log: string[]
  /** Everything if not given. */
  readonly logLevel?: LogLevel
  readonly priceSources: readonly PriceSource[]
  /** Of this process alone if not given. */
  readonly hints?: Hints
  /** Whether a car is tested when it is first plugged in; few stories are about that. */
  readonly firstTestCharge?: boolean | undefined
  /** Teslas are asked to stream. */
  readonly streams?: boolean
}

export interface ProcessOptions {
  readonly process?: number
  readonly timeoutMs?: number
  readonly passesAtOnce?: number
  readonly isWorldTimeReal?: boolean
  readonly heartbeat?: () => Promise<void>
  /** A car may be started as often as its driver likes. */
  readonly anyStarts?: boolean
  readonly carsPerSecond?: number | undefined
}

/** The whole service over the real adapters, with the same keys in every process. */
export function stageService(
  {
    db,
    clock,
    processClock,
    simulator,
    door,
    log,
    logLevel = 'trace',
    priceSources,
    hints,
    firstTestCharge,
    streams = false,
  }: StageParts,
  { process = 1, timeoutMs, anyStarts = false, ...running }: ProcessOptions,
): Service {
  const runLimits = anyStarts ? { ...DEFAULT_RUN_LIMITS, maxStarts: null } : DEFAULT_RUN_LIMITS
  const oauth = `${simulator.url}/oauth2/v3`
  const destination = { write: (line: string) => void log.push(line) }
  return createService({
    clock,
    processClock,
    randomness: seededRandomness(`${SEED}:${String(process)}`),
    db,
    ...running,
    hints: hints ?? createMemoryHints(realClock),
    kek: keyEncryptionKey(STAGE_KEY),
    carmakers: {
      ...simulatedCarmakers({ simulatorUrl: simulator.url, seed: SEED, publicUrl: PUBLIC }),
      tesla: {
        apiBaseUrl: simulator.url,
        otherApiBaseUrls: [`${simulator.url}${REGION_PATHS.na}`],
        commandBaseUrl: `${simulator.url}/signing-proxy`,
        pairingUrl: `${simulator.url}/_ak/localhost`,
        telemetrySecret: telemetrySecret(SEED),
        telemetryServer: streams ? { hostname: 'telemetry.example.test', port: 443 } : undefined,
        timeoutMs,
        oauth: {
          authorizeUrl: `${oauth}/authorize`,
          tokenUrl: `${door.url}/oauth2/v3/token`,
          issuer: oauth,
          revocationUrl: `${door.url}/oauth2/v3/revoke`,
          ...teslaClient(SEED),
          redirectUri: callbackOf(PUBLIC, 'tesla'),
        },
      },
    },
    runLimits: forEachBrand(() => runLimits),
    firstTestCharge,
    rateSource: null,
    priceSources,
    observability: createObservability({ level: logLevel, destination, version: 'test' }),
    controller: {
      name: 'Eksempelkraft AS',
      contact: 'personvern@eksempelkraft.example',
      recipients: ['Driftspartner AS'],
    },
    apiKey: API_KEY,
    publicUrl: PUBLIC,
    returnAddresses: { app: PUBLIC },
    sandbox: null,
  })
}
