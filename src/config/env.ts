import { z } from 'zod'
import {
  LOG_LEVELS,
  ROLES,
  SANDBOX_NIGHTS,
  apiKey,
  drainSeconds,
  list,
  oneOf,
  origin,
  postgresUrl,
  redisUrl,
  returnAddress,
  speed,
  tcpPort,
  text,
  variables,
} from './env-fields.ts'
import { priceVariables } from './env-prices.ts'
import { connectionVariables } from './env-connections.ts'
import { controlVariables } from './env-control.ts'

const variablesBeforeCarmakers = {
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
  LADEPLAN_DRAIN_SECONDS: drainSeconds.default(5).register(variables, {
    group: 'process',
    about:
      'How long a server that was told to end (SIGTERM) goes on answering while `/readyz` fails, 0 to 10: longer than a balancer takes to see that.',
    example: '5',
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
  ...connectionVariables,
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
  ...controlVariables,
}

const variablesAfterCarmakers = {
  ...priceVariables,
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
  LADEPLAN_SANDBOX_RETURN_URL: returnAddress.optional().register(variables, {
    group: 'sandbox',
    about:
      'Address in your app to which drivers of the sandbox come back; it then confirms, as in production.',
    example: 'http://localhost:3000/charging/connected',
    otherwise: 'the sandbox shows a page of its own, and nobody has to confirm',
  }),
}

/**
 * Every environment variable that Ladeplan itself reads, one entry each; those of a carmaker are in its folder.
 * `.env.example` and the reference are made of both.
 */
export const envSchema = z.object({ ...variablesBeforeCarmakers, ...variablesAfterCarmakers })

/** The names of those above, around where the carmakers' come: the order in which faults are told. */
export const OWN_NAMES = {
  beforeCarmakers: Object.keys(variablesBeforeCarmakers),
  afterCarmakers: Object.keys(variablesAfterCarmakers),
}

/** The same in server mode, which does not start without these, nor without a carmaker. */
export const serverEnvSchema = envSchema.required({
  LADEPLAN_PUBLIC_URL: true,
  LADEPLAN_RETURN_URL: true,
  LADEPLAN_KEY_FILE: true,
  LADEPLAN_API_KEY: true,
  LADEPLAN_CONTROLLER_NAME: true,
  LADEPLAN_CONTROLLER_CONTACT: true,
})

export type Env = z.infer<typeof envSchema>
export type ServerEnv = z.infer<typeof serverEnvSchema>
export type VariableName = keyof Env
