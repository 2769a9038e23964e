import { address, origin, text, variables } from '../../../../src/config/env-fields.ts'
import { runLimitFields } from '../../../../src/config/env-run-limits.ts'

const API = 'https://api.nordbil.example'
const SIGN_IN = 'https://id.nordbil.example/oauth2'
const starts = runLimitFields()

/** What connecting a Nordbil takes. */
export const nordbilVariables = {
  NORDBIL_CLIENT_ID: text.optional().register(variables, {
    group: 'carmaker',
    about: 'Client id of the application registered with Nordbil.',
    example: 'ladeplan-at-nordbil',
    otherwise: 'a Nordbil cannot be connected',
  }),
  NORDBIL_CLIENT_SECRET: text.optional().register(variables, {
    group: 'carmaker',
    about: 'Client secret of the application registered with Nordbil.',
    example: 'secret-from-the-portal',
    secret: true,
  }),
  NORDBIL_WEBHOOK_SECRET: text.optional().register(variables, {
    group: 'carmaker',
    about: 'With which Nordbil signs its webhooks.',
    example: 'secret-from-the-portal',
    secret: true,
    otherwise: 'webhooks are not taken, and cars are read more often',
  }),
  NORDBIL_SIGN_IN_URL: address.default(SIGN_IN).register(variables, {
    group: 'carmaker',
    about: 'Where drivers consent, and where codes and refresh tokens are exchanged.',
    example: SIGN_IN,
  }),
  NORDBIL_API_URL: origin.default(API).register(variables, {
    group: 'carmaker',
    about: 'Vehicle API.',
    example: API,
  }),
  NORDBIL_MAX_STARTS: starts.maxStarts,
  NORDBIL_MINIMUM_RUN_MINUTES: starts.minimumRunMinutes,
  NORDBIL_START_COST_NOK: starts.startCost,
}
