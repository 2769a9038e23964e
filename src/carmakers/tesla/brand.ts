import { money } from '../../base/units.ts'
import { defineBrand } from '../brand.ts'
import { createTesla } from './client.ts'
import { teslaPermissions } from './permissions.ts'
import { teslaVariables } from './settings.ts'

/** All that the registry takes of Tesla. */
export const tesla = defineBrand({
  label: 'Tesla',
  permissions: teslaPermissions,
  variables: teslaVariables,
  create: createTesla,
  configure: (set, { application, publicUrl }) => ({
    apiBaseUrl: new URL(set.TESLA_API_URL).origin,
    otherApiBaseUrls: set.TESLA_OTHER_API_URLS.map((url) => new URL(url).origin),
    commandBaseUrl: set.TESLA_COMMAND_URL,
    telemetrySecret: set.TESLA_TELEMETRY_SECRET,
    telemetryServer:
      set.TESLA_TELEMETRY_HOST === undefined
        ? undefined
        : {
            hostname: set.TESLA_TELEMETRY_HOST,
            port: set.TESLA_TELEMETRY_PORT,
            ca: set.TESLA_TELEMETRY_CA,
          },
    pairingUrl: `https://tesla.com/_ak/${set.TESLA_KEY_DOMAIN ?? publicUrl.hostname}`,
    oauth: {
      ...application,
      authorizeUrl: set.TESLA_AUTHORIZE_URL,
      tokenUrl: set.TESLA_TOKEN_URL,
      issuer: set.TESLA_ISSUER,
      revocationUrl: set.TESLA_REVOCATION_URL,
    },
  }),
  runLimits: (set) => ({
    maxStarts: set.TESLA_MAX_STARTS,
    minimumRunMinutes: set.TESLA_MINIMUM_RUN_MINUTES,
    startCost: money(set.TESLA_START_COST_NOK),
  }),
  apiPrices: (set) => ({
    readsPerUsd: set.TESLA_READS_PER_USD,
    commandsPerUsd: set.TESLA_COMMANDS_PER_USD,
    wakesPerUsd: set.TESLA_WAKES_PER_USD,
    signalsPerUsd: set.TESLA_SIGNALS_PER_USD,
    discountUsd: set.TESLA_MONTHLY_DISCOUNT_USD,
  }),
})
