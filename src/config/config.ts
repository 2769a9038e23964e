import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'

import { carmakersConfig, type CarmakersConfig } from './carmakers-config.ts'
import { ConfigError, type ConfigFault } from './config-error.ts'
import { contradictions } from './contradictions.ts'
import { envSchema, serverEnvSchema, type Env, type ServerEnv, type VariableName } from './env.ts'
import { variables, type LOG_LEVELS, type ROLES, type SANDBOX_NIGHTS } from './env-fields.ts'
import { pricesConfig, type PricesConfig } from './prices-config.ts'
import { Secret, type Secrets } from './secrets.ts'
import {
  gatherSettings,
  isSecret,
  VARIABLE_NAMES,
  type Environment,
  type ReadTextFile,
  type Settings,
} from './settings.ts'

export type LogLevel = (typeof LOG_LEVELS)[number]
export type Role = (typeof ROLES)[number]

/** Sandbox: nothing is configured, carmaker and prices are simulated. Server: everything is real. */
export type Mode =
  | {
      readonly kind: 'sandbox'
      readonly simulatorPort: number
      /** World seconds per real second. */
      readonly speed: number
      /** Local day, `YYYY-MM-DD`, on whose evening the sandbox starts. */
      readonly night: (typeof SANDBOX_NIGHTS)[number]
    }
  | (CarmakersConfig & {
      readonly kind: 'server'
      /** Where drivers come back to in the app. */
      readonly returnUrl: string
      /** Whether a car is tested when it is first plugged in at home. */
      readonly firstTestCharge: boolean
      /** Read and never written with, while the key is changed; `null`: there is one key. */
      readonly secondKeyFile: string | null
      readonly prices: PricesConfig
      /** How far apart cars that would act at the same instant are spread, s; 0: not at all. */
      readonly herdSeconds: number
      /** Cars of one carmaker that all processes together look after in a second. */
      readonly carsPerSecond: number
      /** How long it goes on answering once it is told to end, s. */
      readonly drainSeconds: number
    })

export interface Config {
  readonly mode: Mode
  readonly role: Role
  readonly logLevel: LogLevel
  readonly http: {
    readonly host: string
    readonly port: number
    /** Without a slash at its end. */
    readonly publicUrl: string
  }
  readonly database: { readonly kind: 'embedded'; readonly directory: string } | { readonly kind: 'postgres' }
  readonly hints: { readonly kind: 'memory' } | { readonly kind: 'redis' }
  /** File of the key that wraps all others. The sandbox makes it if it is not there; server mode never does. */
  readonly keyFile: string
  /** Who answers for the data, for the consent notice. */
  readonly controller: {
    readonly name: string
    readonly contact: string
    readonly recipients: readonly string[]
  }
}

const SANDBOX_DIRECTORY = '.ladeplan'
const SANDBOX_CONTROLLER = { name: 'Eksempelkraft AS', contact: 'personvern@eksempelkraft.example' }

/** What may be set without leaving the sandbox. Anything else is the beginning of a server, which wants the rest too. */
const FITS_SANDBOX: ReadonlySet<VariableName> = new Set<VariableName>([
  'PORT',
  'HOST',
  'LADEPLAN_LOG_LEVEL',
  'LADEPLAN_DATA_DIRECTORY',
  ...VARIABLE_NAMES.filter((name) => variables.get(envSchema.shape[name])?.group === 'sandbox'),
])

/**
 * The configuration from environment variables; `readTextFile` reads the files of `<NAME>_FILE`.
 *
 * @throws ConfigError naming every fault at once. Half a server's configuration is refused, never filled up with
 * the sandbox's defaults.
 */
export function readConfig(
  environment: Environment,
  readTextFile: ReadTextFile = (path) => readFileSync(path, 'utf8'),
): { config: Config; secrets: Secrets } {
  const { settings, faults } = gatherSettings(environment, readTextFile)
  const reason = VARIABLE_NAMES.find((name) => settings[name] !== undefined && !FITS_SANDBOX.has(name))
  if (reason === undefined) {
    const env = checked(envSchema, settings, faults)
    return { config: sandboxConfig(env), secrets: secretsOf(env) }
  }
  faults.push(...contradictions(settings, reason))
  const env = checked(serverEnvSchema, settings, faults, reason)
  return { config: serverConfig(env), secrets: secretsOf(env) }
}

function checked<T>(
  schema: z.ZodType<T>,
  settings: Settings,
  faults: ConfigFault[],
  reason?: VariableName,
): T {
  const result = schema.safeParse(settings)
  const found = result.success ? [] : result.error.issues.map((issue) => faultOf(issue, settings, reason))
  const all = [...faults, ...found].filter(
    // A value may break several rules, and a file that could not be read has been told of already.
    (fault, index, every) =>
      index === every.findIndex((other) => other.name === fault.name || other.name === `${fault.name}_FILE`),
  )
  if (!result.success || all.length > 0) throw new ConfigError(all)
  return result.data
}

function faultOf(issue: z.core.$ZodIssue, settings: Settings, reason?: VariableName): ConfigFault {
  const name = VARIABLE_NAMES.find((candidate) => candidate === issue.path[0])
  // Unreachable while the schema is flat; said rather than assumed.
  if (name === undefined) return { name: 'Configuration', problem: issue.message, value: null, remedy: '' }
  const { about, example } = variables.get(envSchema.shape[name]) ?? { about: '', example: '' }
  const remedy = `${about} For example ${name}=${example}`
  const value = settings[name]
  if (value === undefined) {
    const because = reason === undefined ? '' : `: ${reason} is set, and with it server mode`
    return { name, problem: `is missing${because}`, value: null, remedy }
  }
  return { name, problem: `is not valid: ${issue.message}`, value: isSecret(name) ? null : value, remedy }
}

function sandboxConfig(env: Env): Config {
  const directory = env.LADEPLAN_DATA_DIRECTORY ?? SANDBOX_DIRECTORY
  return {
    mode: {
      kind: 'sandbox',
      simulatorPort: env.LADEPLAN_SANDBOX_SIMULATOR_PORT,
      speed: env.LADEPLAN_SANDBOX_SPEED,
      night: env.LADEPLAN_SANDBOX_NIGHT,
    },
    role: env.LADEPLAN_ROLE,
    logLevel: env.LADEPLAN_LOG_LEVEL,
    // Loopback: a sandbox lets anybody in who can reach it.
    http: {
      host: env.HOST ?? '127.0.0.1',
      port: env.PORT,
      publicUrl: `http://localhost:${String(env.PORT)}`,
    },
    database: { kind: 'embedded', directory },
    hints: { kind: 'memory' },
    keyFile: join(directory, 'key'),
    controller: { ...SANDBOX_CONTROLLER, recipients: env.LADEPLAN_RECIPIENTS },
  }
}

function serverConfig(env: ServerEnv): Config {
  const directory = env.LADEPLAN_DATA_DIRECTORY
  return {
    mode: {
      kind: 'server',
      returnUrl: new URL(env.LADEPLAN_RETURN_URL).href,
      firstTestCharge: env.LADEPLAN_FIRST_TEST_CHARGE === 'on',
      secondKeyFile: env.LADEPLAN_SECOND_KEY_FILE ?? null,
      ...carmakersConfig(env),
      prices: pricesConfig(env),
      herdSeconds: env.LADEPLAN_HERD_SECONDS,
      carsPerSecond: env.LADEPLAN_CARS_PER_SECOND,
      drainSeconds: env.LADEPLAN_DRAIN_SECONDS,
    },
    role: env.LADEPLAN_ROLE,
    logLevel: env.LADEPLAN_LOG_LEVEL,
    http: { host: env.HOST ?? '0.0.0.0', port: env.PORT, publicUrl: new URL(env.LADEPLAN_PUBLIC_URL).origin },
    database: directory === undefined ? { kind: 'postgres' } : { kind: 'embedded', directory },
    hints: { kind: env.REDIS_URL === undefined ? 'memory' : 'redis' },
    keyFile: env.LADEPLAN_KEY_FILE,
    controller: {
      name: env.LADEPLAN_CONTROLLER_NAME,
      contact: env.LADEPLAN_CONTROLLER_CONTACT,
      recipients: env.LADEPLAN_RECIPIENTS,
    },
  }
}

function secretsOf(env: Env): Secrets {
  const secret = (value: string | undefined): Secret | null =>
    value === undefined ? null : new Secret(value)
  return {
    databaseUrl: secret(env.DATABASE_URL),
    redisUrl: secret(env.REDIS_URL),
    teslaClientSecret: secret(env.TESLA_CLIENT_SECRET),
    smartcarClientSecret: secret(env.SMARTCAR_CLIENT_SECRET),
    teslaTelemetrySecret: secret(env.TESLA_TELEMETRY_SECRET),
    teslaTelemetryCa: secret(env.TESLA_TELEMETRY_CA),
    smartcarManagementToken: secret(env.SMARTCAR_MANAGEMENT_TOKEN),
    apiKey: secret(env.LADEPLAN_API_KEY),
    entsoeToken: secret(env.ENTSOE_TOKEN),
    retailerFeedToken: secret(env.RETAILER_FEED_TOKEN),
  }
}
