import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

import { ConfigError, type ConfigFault } from './config-error.ts'
import { contradictions } from './contradictions.ts'
import { envSchema, serverEnvSchema, type Env, type ServerEnv } from './env.ts'
import type { LOG_LEVELS, ROLES, SANDBOX_NIGHTS } from './env-fields.ts'
import { knownVariables, type Brands, type KnownVariable, type KnownVariables } from './known-variables.ts'
import { pricesConfig, type PricesConfig } from './prices-config.ts'
import { Secret, type Secrets } from './secrets.ts'
import { gatherSettings, type Environment, type ReadTextFile, type Settings } from './settings.ts'

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
      /** Where drivers come back to in the app that is tried with it; `null`: there is none. */
      readonly returnUrl: string | null
    }
  | {
      readonly kind: 'server'
      /** What is set for the carmakers, by variable, but for what is secret; each brand reads its own. At least one is there. */
      readonly carmakers: Readonly<Record<string, string>>
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
    }

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
const FITS_SANDBOX = new Set(['PORT', 'HOST', 'LADEPLAN_LOG_LEVEL', 'LADEPLAN_DATA_DIRECTORY'])

/**
 * The configuration from environment variables, those of the `brands` among them; `readTextFile` reads the files of
 * `<NAME>_FILE`.
 *
 * @throws ConfigError naming every fault at once. Half a server's configuration is refused, never filled up with
 * the sandbox's defaults.
 */
export function readConfig(
  environment: Environment,
  brands: Brands,
  readTextFile: ReadTextFile = (path) => readFileSync(path, 'utf8'),
): { config: Config; secrets: Secrets } {
  const known = knownVariables(brands)
  const { settings, faults } = gatherSettings(environment, known, readTextFile)
  const reason = [...known.values()].find(
    (one) => settings[one.name] !== undefined && !fitsSandbox(one),
  )?.name
  if (reason === undefined) {
    const env = checked(envSchema, settings, { known, faults })
    return { config: sandboxConfig(env), secrets: { ...secretsOf(env), carmakers: null } }
  }
  faults.push(...contradictions(settings, known, reason))
  const env = checked(serverEnvSchema, settings, { known, faults, reason })
  const { shown, secret } = ofCarmakers(settings, known)
  return { config: serverConfig(env, shown), secrets: { ...secretsOf(env), carmakers: secret } }
}

function fitsSandbox({ name, group }: KnownVariable): boolean {
  return FITS_SANDBOX.has(name) || group === 'sandbox'
}

/** What is set for the carmakers. It has been checked, and is read by the brands themselves. */
function ofCarmakers(settings: Settings, known: KnownVariables) {
  const set = [...known.values()].flatMap(({ name, brand, secret }) => {
    const value = brand === null ? undefined : settings[name]
    return value === undefined ? [] : [{ name, value, secret: secret === true }]
  })
  return {
    shown: Object.fromEntries(set.filter(({ secret }) => !secret).map(({ name, value }) => [name, value])),
    secret: Object.fromEntries(
      set.filter(({ secret }) => secret).map(({ name, value }) => [name, new Secret(value)]),
    ),
  }
}

interface Checking {
  readonly known: KnownVariables
  /** Found so far. */
  readonly faults: readonly ConfigFault[]
  /** The variable that makes it a server. */
  readonly reason?: string
}

/** @throws ConfigError for the faults found so far and those of any variable, a carmaker's too */
function checked<T>(schema: z.ZodType<T>, settings: Settings, { known, faults, reason }: Checking): T {
  const result = schema.safeParse(settings)
  const order = [...known.keys()]
  const issues = [...(result.error?.issues ?? []), ...issuesOfCarmakers(settings, known)].toSorted(
    (a, b) => order.indexOf(String(a.path[0])) - order.indexOf(String(b.path[0])),
  )
  const all = [...faults, ...issues.map((issue) => faultOf(issue, settings, { known, reason }))].filter(
    // A value may break several rules, and a file that could not be read has been told of already.
    (fault, index, every) =>
      index === every.findIndex((other) => other.name === fault.name || other.name === `${fault.name}_FILE`),
  )
  if (!result.success || all.length > 0) throw new ConfigError(all)
  return result.data
}

function issuesOfCarmakers(settings: Settings, known: KnownVariables): readonly z.core.$ZodIssue[] {
  const theirs = [...known.values()].filter(({ brand }) => brand !== null)
  const schema = z.object(Object.fromEntries(theirs.map((variable) => [variable.name, variable.schema])))
  return schema.safeParse(settings).error?.issues ?? []
}

function faultOf(
  issue: z.core.$ZodIssue,
  settings: Settings,
  { known, reason }: Pick<Checking, 'known'> & { readonly reason: string | undefined },
): ConfigFault {
  const variable = known.get(String(issue.path[0]))
  // Unreachable while the schema is flat; said rather than assumed.
  if (variable === undefined)
    return { name: 'Configuration', problem: issue.message, value: null, remedy: '' }
  const { name, about, example, secret } = variable
  const remedy = `${about} For example ${name}=${example}`
  const value = settings[name]
  if (value === undefined) {
    const because = reason === undefined ? '' : `: ${reason} is set, and with it server mode`
    return { name, problem: `is missing${because}`, value: null, remedy }
  }
  return { name, problem: `is not valid: ${issue.message}`, value: secret === true ? null : value, remedy }
}

function sandboxConfig(env: Env): Config {
  const directory = env.LADEPLAN_DATA_DIRECTORY ?? SANDBOX_DIRECTORY
  return {
    mode: {
      kind: 'sandbox',
      simulatorPort: env.LADEPLAN_SANDBOX_SIMULATOR_PORT,
      speed: env.LADEPLAN_SANDBOX_SPEED,
      night: env.LADEPLAN_SANDBOX_NIGHT,
      returnUrl: env.LADEPLAN_SANDBOX_RETURN_URL ?? null,
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

function serverConfig(env: ServerEnv, carmakers: Readonly<Record<string, string>>): Config {
  const directory = env.LADEPLAN_DATA_DIRECTORY
  return {
    mode: {
      kind: 'server',
      returnUrl: new URL(env.LADEPLAN_RETURN_URL).href,
      firstTestCharge: env.LADEPLAN_FIRST_TEST_CHARGE === 'on',
      secondKeyFile: env.LADEPLAN_SECOND_KEY_FILE ?? null,
      carmakers,
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

function secretsOf(env: Env): Omit<Secrets, 'carmakers'> {
  const secret = (value: string | undefined): Secret | null =>
    value === undefined ? null : new Secret(value)
  return {
    databaseUrl: secret(env.DATABASE_URL),
    redisUrl: secret(env.REDIS_URL),
    apiKey: secret(env.LADEPLAN_API_KEY),
    entsoeToken: secret(env.ENTSOE_TOKEN),
    retailerFeedToken: secret(env.RETAILER_FEED_TOKEN),
  }
}
