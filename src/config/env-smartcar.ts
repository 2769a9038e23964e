import { z } from 'zod'
import {
  address,
  maxStarts,
  minimumRunMinutes,
  oneOf,
  origin,
  startCost,
  text,
  variables,
} from './env-fields.ts'
import { DEFAULT_RUN_LIMITS } from './run-limits.ts'

const CONNECT = 'https://connect.smartcar.com/oauth/authorize'
const TOKEN = 'https://auth.smartcar.com/oauth/token'
const API = 'https://api.smartcar.com'

/** What connecting cars through Smartcar takes. */
export const smartcarVariables = {
  SMARTCAR_CLIENT_ID: z.uuid('expected a UUID').optional().register(variables, {
    group: 'smartcar',
    about: 'Client id of the application registered with Smartcar.',
    example: '8229df9f-91a0-4ff0-a1ae-a1f38ee24d07',
    otherwise: 'cars behind Smartcar cannot be connected',
  }),
  SMARTCAR_CLIENT_SECRET: text.optional().register(variables, {
    group: 'smartcar',
    about: 'Client secret of the application registered with Smartcar.',
    example: 'secret-from-the-dashboard',
    secret: true,
  }),
  SMARTCAR_MANAGEMENT_TOKEN: text.optional().register(variables, {
    group: 'smartcar',
    about: 'Application management token, with which webhooks are signed.',
    example: 'token-from-the-dashboard',
    secret: true,
    otherwise: 'webhooks are not taken, and cars are read more often',
  }),
  SMARTCAR_MODE: oneOf(['live', 'test', 'simulated']).default('live').register(variables, {
    group: 'smartcar',
    about: "Which cars drivers connect: real ones (live), or Smartcar's own made-up ones (test, simulated).",
    example: 'live',
  }),
  SMARTCAR_AUTHORIZE_URL: address.default(CONNECT).register(variables, {
    group: 'smartcar',
    about: 'Where drivers consent.',
    example: CONNECT,
  }),
  SMARTCAR_TOKEN_URL: address.default(TOKEN).register(variables, {
    group: 'smartcar',
    about: 'Where codes and refresh tokens are exchanged.',
    example: TOKEN,
  }),
  SMARTCAR_API_URL: origin.default(API).register(variables, {
    group: 'smartcar',
    about: 'Vehicle API, version 2.0.',
    example: API,
  }),
  SMARTCAR_MAX_STARTS: maxStarts.default(DEFAULT_RUN_LIMITS.maxStarts).register(variables, {
    group: 'smartcar',
    about: 'Most times that charging begins in a night, 1 to 20, unless the vehicle has a limit of its own.',
    example: '2',
  }),
  SMARTCAR_MINIMUM_RUN_MINUTES: minimumRunMinutes
    .default(DEFAULT_RUN_LIMITS.minimumRunMinutes)
    .register(variables, {
      group: 'smartcar',
      about: 'Least minutes that charging goes on once begun, 0 to 240, unless the vehicle has its own.',
      example: '30',
    }),
  SMARTCAR_START_COST_NOK: startCost.default(DEFAULT_RUN_LIMITS.startCost).register(variables, {
    group: 'smartcar',
    about: 'What beginning to charge is taken to cost, 0 to 10 NOK: another start has to save at least that.',
    example: '0.10',
  }),
}
