import { z } from 'zod'
import { address, oneOf, origin, text, variables } from '../../config/env-fields.ts'
import { runLimitFields } from '../../config/env-run-limits.ts'

const CONNECT = 'https://connect.smartcar.com/oauth/authorize'
const TOKEN = 'https://auth.smartcar.com/oauth/token'
const API = 'https://api.smartcar.com'
const starts = runLimitFields()

/** What connecting cars through Smartcar takes. */
export const smartcarVariables = {
  SMARTCAR_CLIENT_ID: z.uuid('expected a UUID').optional().register(variables, {
    group: 'carmaker',
    about: 'Client id of the application registered with Smartcar.',
    example: '8229df9f-91a0-4ff0-a1ae-a1f38ee24d07',
    otherwise: 'cars behind Smartcar cannot be connected',
  }),
  SMARTCAR_CLIENT_SECRET: text.optional().register(variables, {
    group: 'carmaker',
    about: 'Client secret of the application registered with Smartcar.',
    example: 'secret-from-the-dashboard',
    secret: true,
  }),
  SMARTCAR_MANAGEMENT_TOKEN: text.optional().register(variables, {
    group: 'carmaker',
    about: 'Application management token, with which webhooks are signed.',
    example: 'token-from-the-dashboard',
    secret: true,
    otherwise: 'webhooks are not taken, and cars are read more often',
  }),
  SMARTCAR_MODE: oneOf(['live', 'test', 'simulated']).default('live').register(variables, {
    group: 'carmaker',
    about: "Which cars drivers connect: real ones (live), or Smartcar's own made-up ones (test, simulated).",
    example: 'live',
  }),
  SMARTCAR_AUTHORIZE_URL: address.default(CONNECT).register(variables, {
    group: 'carmaker',
    about: 'Where drivers consent.',
    example: CONNECT,
  }),
  SMARTCAR_TOKEN_URL: address.default(TOKEN).register(variables, {
    group: 'carmaker',
    about: 'Where codes and refresh tokens are exchanged.',
    example: TOKEN,
  }),
  SMARTCAR_API_URL: origin.default(API).register(variables, {
    group: 'carmaker',
    about: 'Vehicle API, version 2.0.',
    example: API,
  }),
  SMARTCAR_MAX_STARTS: starts.maxStarts,
  SMARTCAR_MINIMUM_RUN_MINUTES: starts.minimumRunMinutes,
  SMARTCAR_START_COST_NOK: starts.startCost,
}
