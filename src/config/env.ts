import { z } from 'zod'
import { DEFAULT_RUN_LIMITS, RUN_LIMIT_RANGES } from './run-limits.ts'

/** What a variable is for; also the order in which the reference lists them. */
export const GROUPS = ['process', 'database', 'keys', 'notice', 'tesla', 'prices', 'sandbox'] as const

interface Variable {
  readonly group: (typeof GROUPS)[number]
  /** One sentence for the operator. */
  readonly about: string
  /** A value that would do, for the reference and for remedies. */
  readonly example: string
  /** Never shown. May also be given as `<NAME>_FILE`, the path of a file that holds the value. */
  readonly secret?: boolean
  /** What happens when it is not set, where that is not a plain default. */
  readonly otherwise?: string
}

/** What is known about each variable besides its type. */
export const variables = z.registry<Variable>()

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export const ROLES = ['all', 'api', 'worker'] as const
/** Evenings whose prices are shipped. */
export const SANDBOX_NIGHTS = ['2024-12-12', '2025-01-22'] as const

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
const CONNECTION_STRING = 'expected a connection string'

const port = z.coerce.number('expected a port').int('expected a whole number').min(1, 'expected 1 to 65535')
const tcpPort = port.max(65_535, 'expected 1 to 65535')
const text = z.string().max(500, 'expected at most 500 characters')
const address = z
  .url('expected an address')
  .refine(isSafeAddress, 'expected https (http only on this machine)')
const origin = address.refine(isOrigin, 'expected an address without path, query or user')
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: `${CONNECTION_STRING} of PostgreSQL` })
const redisUrl = z.url({ protocol: /^rediss?$/, error: `${CONNECTION_STRING} of Redis` })
const list = text.transform((value) => value.split(',').flatMap((part) => part.trim() || []))
const numberIn = ({ least, most }: { readonly least: number; readonly most: number }) => {
  const rule = `expected ${String(least)} to ${String(most)}`
  return z.coerce.number('expected a number').min(least, rule).max(most, rule)
}
const speed = numberIn({ least: 1, most: 3600 })
const maxStarts = numberIn(RUN_LIMIT_RANGES.maxStarts).int('expected a whole number')
const minimumRunMinutes = numberIn(RUN_LIMIT_RANGES.minimumRunMinutes).int('expected a whole number')
const startCost = numberIn(RUN_LIMIT_RANGES.startCostNok)
const apiKey = z.string().min(32, 'expected at least 32 characters')
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `expected ${values.join(', ')}`)

/** Every environment variable Ladeplan reads, one entry each; `.env.example` and the reference are made from it. */
export const envSchema = z.object({
  PORT: tcpPort.default(8080).register(variables, {
    group: 'process',
    about: 'Port on which the service listens.',
    example: '8080',
  }),
  HOST: text.optional().register(variables, {
    group: 'process',
    about: 'Address on which the service listens.',
    example: '0.0.0.0',
    otherwise: '127.0.0.1 in the sandbox, 0.0.0.0 in server mode',
  }),
  LADEPLAN_PUBLIC_URL: origin.optional().register(variables, {
    group: 'process',
    about: 'Address at which drivers reach the service; carmakers send them back to it.',
    example: 'https://charging.example.no',
    otherwise: 'http://localhost:PORT in the sandbox',
  }),
  LADEPLAN_ROLE: oneOf(ROLES).default('all').register(variables, {
    group: 'process',
    about: 'What this process does: all, only the API and pages (api), or only the control loop (worker).',
    example: 'all',
  }),
  LADEPLAN_LOG_LEVEL: oneOf(LOG_LEVELS).default('info').register(variables, {
    group: 'process',
    about: 'Least severe level that is logged.',
    example: 'info',
  }),
  DATABASE_URL: postgresUrl.optional().register(variables, {
    group: 'database',
    about: 'PostgreSQL, the record of any number of processes.',
    example: 'postgresql://ladeplan:password@db.example.no:5432/ladeplan',
    secret: true,
    otherwise: 'the embedded database',
  }),
  LADEPLAN_DATA_DIRECTORY: text.optional().register(variables, {
    group: 'database',
    about:
      'Directory of the embedded database, for one process. Server mode demands it or DATABASE_URL, never both.',
    example: '/var/lib/ladeplan',
    otherwise: '.ladeplan in the sandbox',
  }),
  REDIS_URL: redisUrl.optional().register(variables, {
    group: 'database',
    about: 'Redis, for hints shared between processes. Needs DATABASE_URL.',
    example: 'redis://cache.example.no:6379',
    secret: true,
    otherwise: 'hints stay in memory',
  }),
  LADEPLAN_KEY_FILE: text.optional().register(variables, {
    group: 'keys',
    about:
      'File with the key that wraps every driver key: 32 bytes as base64url, readable by the service alone.',
    example: '/run/secrets/ladeplan-key',
    otherwise: 'the sandbox makes one in its data directory',
  }),
  LADEPLAN_API_KEY: apiKey.optional().register(variables, {
    group: 'keys',
    about: "Key that the retailer's back end presents; at least 32 characters.",
    example: '(32 random characters)',
    secret: true,
    otherwise: 'the sandbox makes one',
  }),
  LADEPLAN_CONTROLLER_NAME: text.optional().register(variables, {
    group: 'notice',
    about: 'Who answers for the data; named in the consent notice.',
    example: 'Eksempel Strøm AS',
    otherwise: 'a made-up retailer in the sandbox',
  }),
  LADEPLAN_CONTROLLER_CONTACT: text.optional().register(variables, {
    group: 'notice',
    about: 'Whom a driver may ask about their data; shown in the consent notice.',
    example: 'personvern@example.no',
    otherwise: 'a made-up address in the sandbox',
  }),
  LADEPLAN_RECIPIENTS: list.default([]).register(variables, {
    group: 'notice',
    about: 'Who else receives data, such as the hosting provider; separated by commas.',
    example: 'Eksempel Drift AS',
    otherwise: 'nobody is named besides carmaker and retailer',
  }),
  TESLA_CLIENT_ID: text.optional().register(variables, {
    group: 'tesla',
    about: 'Client id of the application registered with Tesla.',
    example: '0a1b2c3d-client-id',
    otherwise: 'the simulator',
  }),
  TESLA_CLIENT_SECRET: text.optional().register(variables, {
    group: 'tesla',
    about: 'Client secret of the application registered with Tesla.',
    example: 'ta-secret.from-the-developer-portal',
    secret: true,
  }),
  TESLA_AUTHORIZE_URL: address.default('https://auth.tesla.com/oauth2/v3/authorize').register(variables, {
    group: 'tesla',
    about: 'Where drivers consent.',
    example: 'https://auth.tesla.com/oauth2/v3/authorize',
  }),
  TESLA_TOKEN_URL: address
    .default('https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3/token')
    .register(variables, {
      group: 'tesla',
      about: 'Where codes and refresh tokens are exchanged.',
      example: 'https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3/token',
    }),
  TESLA_ISSUER: address
    .default('https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3/thirdparty')
    .register(variables, {
      group: 'tesla',
      about: 'Issuer of the authorization server.',
      example: 'https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3/thirdparty',
    }),
  TESLA_REVOCATION_URL: address.optional().register(variables, {
    group: 'tesla',
    about: 'Where tokens are revoked (RFC 7009).',
    example: 'https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3/revoke',
    otherwise: 'tokens are destroyed here only',
  }),
  TESLA_API_URL: origin.default('https://fleet-api.prd.eu.vn.cloud.tesla.com').register(variables, {
    group: 'tesla',
    about: 'Fleet API of the region (Europe, Middle East and Africa), also the audience of tokens.',
    example: 'https://fleet-api.prd.eu.vn.cloud.tesla.com',
  }),
  TESLA_MAX_STARTS: maxStarts.default(DEFAULT_RUN_LIMITS.maxStarts).register(variables, {
    group: 'tesla',
    about: 'Most times that charging begins in a night, 1 to 20, unless the vehicle has a limit of its own.',
    example: '2',
  }),
  TESLA_MINIMUM_RUN_MINUTES: minimumRunMinutes
    .default(DEFAULT_RUN_LIMITS.minimumRunMinutes)
    .register(variables, {
      group: 'tesla',
      about: 'Least minutes that charging goes on once begun, 0 to 240, unless the vehicle has its own.',
      example: '30',
    }),
  TESLA_START_COST_NOK: startCost.default(DEFAULT_RUN_LIMITS.startCost).register(variables, {
    group: 'tesla',
    about: 'What beginning to charge is taken to cost, 0 to 10 NOK: another start has to save at least that.',
    example: '0.10',
  }),
  HVAKOSTERSTROMMEN_URL: origin.default('https://www.hvakosterstrommen.no').register(variables, {
    group: 'prices',
    about: 'Source of day-ahead prices for the Norwegian bidding zones.',
    example: 'https://www.hvakosterstrommen.no',
  }),
  LADEPLAN_SANDBOX_SIMULATOR_PORT: tcpPort.default(8090).register(variables, {
    group: 'sandbox',
    about: 'Port of the simulated carmaker and price source.',
    example: '8090',
  }),
  LADEPLAN_SANDBOX_SPEED: speed.default(120).register(variables, {
    group: 'sandbox',
    about: 'How many times as fast as real time the sandbox runs.',
    example: '120',
  }),
  LADEPLAN_SANDBOX_NIGHT: oneOf(SANDBOX_NIGHTS).default('2024-12-12').register(variables, {
    group: 'sandbox',
    about: 'Evening the sandbox starts on; its prices are shipped.',
    example: '2024-12-12',
  }),
})

/** The same in server mode, which does not start without these. */
export const serverEnvSchema = envSchema.required({
  LADEPLAN_PUBLIC_URL: true,
  LADEPLAN_KEY_FILE: true,
  LADEPLAN_API_KEY: true,
  LADEPLAN_CONTROLLER_NAME: true,
  LADEPLAN_CONTROLLER_CONTACT: true,
  TESLA_CLIENT_ID: true,
  TESLA_CLIENT_SECRET: true,
})

export type Env = z.infer<typeof envSchema>
export type ServerEnv = z.infer<typeof serverEnvSchema>
export type VariableName = keyof Env

/** Encrypted, unless it never leaves this machine. */
function isSafeAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname))
}

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { origin: own, username, password } = new URL(value)
  return (value === own || value === `${own}/`) && username === '' && password === ''
}
