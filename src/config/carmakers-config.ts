import { money } from '../base/units.ts'
import type { ApiPrices } from './api-prices.ts'
import type { ServerEnv } from './env.ts'
import type { RunLimitsConfig } from './run-limits.ts'
import { teslaPrices } from './tesla-prices.ts'

/** Tesla's application and addresses, and how its cars are started; the client secret is in the secrets. */
export interface TeslaConfig {
  readonly clientId: string
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly issuer: string
  /** `null`: the carmaker offers no revocation that we know of. */
  readonly revocationUrl: string | null
  readonly apiUrl: string
  /** Of further regions. */
  readonly otherApiUrls: readonly string[]
  /** The proxy that signs commands; `null`: they go to the API unsigned. */
  readonly commandUrl: string | null
  /** Where cars stream to; `null`: nowhere. */
  readonly telemetryServer: { readonly hostname: string; readonly port: number } | null
  /** Under which the public key is registered. */
  readonly keyDomain: string
  readonly apiPrices: ApiPrices
  readonly runLimits: RunLimitsConfig
}

/** Smartcar's application and addresses; client secret and management token are in the secrets. */
export interface SmartcarConfig {
  readonly clientId: string
  readonly authorizeUrl: string
  readonly tokenUrl: string
  readonly apiUrl: string
  readonly mode: 'live' | 'test' | 'simulated'
  readonly runLimits: RunLimitsConfig
}

/** The brands that drivers may connect; at least one is there. */
export interface CarmakersConfig {
  readonly tesla: TeslaConfig | null
  readonly smartcar: SmartcarConfig | null
}

export function carmakersConfig(env: ServerEnv): CarmakersConfig {
  return { tesla: teslaConfig(env), smartcar: smartcarConfig(env) }
}

function teslaConfig(env: ServerEnv): TeslaConfig | null {
  if (env.TESLA_CLIENT_ID === undefined) return null
  return {
    clientId: env.TESLA_CLIENT_ID,
    authorizeUrl: env.TESLA_AUTHORIZE_URL,
    tokenUrl: env.TESLA_TOKEN_URL,
    issuer: env.TESLA_ISSUER,
    revocationUrl: env.TESLA_REVOCATION_URL ?? null,
    apiUrl: new URL(env.TESLA_API_URL).origin,
    otherApiUrls: env.TESLA_OTHER_API_URLS.map((url) => new URL(url).origin),
    commandUrl: env.TESLA_COMMAND_URL ?? null,
    apiPrices: teslaPrices(env),
    telemetryServer:
      env.TESLA_TELEMETRY_HOST === undefined
        ? null
        : { hostname: env.TESLA_TELEMETRY_HOST, port: env.TESLA_TELEMETRY_PORT },
    keyDomain: env.TESLA_KEY_DOMAIN ?? new URL(env.LADEPLAN_PUBLIC_URL).hostname,
    runLimits: {
      maxStarts: env.TESLA_MAX_STARTS,
      minimumRunMinutes: env.TESLA_MINIMUM_RUN_MINUTES,
      startCost: money(env.TESLA_START_COST_NOK),
    },
  }
}

function smartcarConfig(env: ServerEnv): SmartcarConfig | null {
  if (env.SMARTCAR_CLIENT_ID === undefined) return null
  return {
    clientId: env.SMARTCAR_CLIENT_ID,
    authorizeUrl: env.SMARTCAR_AUTHORIZE_URL,
    tokenUrl: env.SMARTCAR_TOKEN_URL,
    apiUrl: new URL(env.SMARTCAR_API_URL).origin,
    mode: env.SMARTCAR_MODE,
    runLimits: {
      maxStarts: env.SMARTCAR_MAX_STARTS,
      minimumRunMinutes: env.SMARTCAR_MINIMUM_RUN_MINUTES,
      startCost: money(env.SMARTCAR_START_COST_NOK),
    },
  }
}
