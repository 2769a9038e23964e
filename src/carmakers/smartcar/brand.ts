import { money } from '../../base/units.ts'
import { defineBrand } from '../brand.ts'
import { createSmartcar } from './client.ts'
import { smartcarPermissions } from './permissions.ts'
import { smartcarVariables } from './settings.ts'

/** All that the registry takes of Smartcar. It is billed by the car and month, so its calls have no price. */
export const smartcar = defineBrand({
  label: 'Smartcar',
  permissions: smartcarPermissions,
  variables: smartcarVariables,
  create: createSmartcar,
  configure: (set, { application }) => ({
    apiBaseUrl: new URL(set.SMARTCAR_API_URL).origin,
    managementToken: set.SMARTCAR_MANAGEMENT_TOKEN,
    oauth: {
      ...application,
      authorizeUrl: set.SMARTCAR_AUTHORIZE_URL,
      tokenUrl: set.SMARTCAR_TOKEN_URL,
      // Connect sends no issuer along; where one comes it has to be this.
      issuer: new URL(set.SMARTCAR_AUTHORIZE_URL).origin,
      mode: set.SMARTCAR_MODE,
    },
  }),
  runLimits: (set) => ({
    maxStarts: set.SMARTCAR_MAX_STARTS,
    minimumRunMinutes: set.SMARTCAR_MINIMUM_RUN_MINUTES,
    startCost: money(set.SMARTCAR_START_COST_NOK),
  }),
})
