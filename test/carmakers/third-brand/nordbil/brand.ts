import { money } from '../../../../src/base/units.ts'
import { defineBrand } from '../../../../src/carmakers/brand.ts'
import { createNordbil } from './client.ts'
import { nordbilPermissions } from './permissions.ts'
import { nordbilVariables } from './settings.ts'

export const nordbil = defineBrand({
  label: 'Nordbil',
  permissions: nordbilPermissions,
  variables: nordbilVariables,
  create: createNordbil,
  configure: (set, { application }) => ({
    apiBaseUrl: new URL(set.NORDBIL_API_URL).origin,
    webhookSecret: set.NORDBIL_WEBHOOK_SECRET,
    oauth: {
      ...application,
      authorizeUrl: `${set.NORDBIL_SIGN_IN_URL}/authorize`,
      tokenUrl: `${set.NORDBIL_SIGN_IN_URL}/token`,
      revocationUrl: `${set.NORDBIL_SIGN_IN_URL}/revoke`,
      issuer: set.NORDBIL_SIGN_IN_URL,
    },
  }),
  runLimits: (set) => ({
    maxStarts: set.NORDBIL_MAX_STARTS,
    minimumRunMinutes: set.NORDBIL_MINIMUM_RUN_MINUTES,
    startCost: money(set.NORDBIL_START_COST_NOK),
  }),
})
