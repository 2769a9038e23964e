import type { CarmakerName } from '../carmakers/port.ts'
import type { CarmakerConfigs } from '../carmakers/registry.ts'
import type { ApiPrices } from '../config/api-prices.ts'
import type { CarmakersConfig, SmartcarConfig, TeslaConfig } from '../config/carmakers-config.ts'
import type { Secret, Secrets } from '../config/secrets.ts'
import type { RunLimits } from '../planning/problem.ts'

/** The adapters' settings from configuration and secrets; a brand that is not configured is left out. */
export function configuredCarmakers(
  { tesla, smartcar }: CarmakersConfig,
  secrets: Secrets,
  publicUrl: URL,
): CarmakerConfigs {
  return {
    tesla: tesla === null ? undefined : teslaOf(tesla, secrets, publicUrl),
    smartcar: smartcar === null ? undefined : smartcarOf(smartcar, secrets, publicUrl),
  }
}

/** How the cars of each configured brand are started. */
export function configuredRunLimits(
  config: CarmakersConfig,
): Readonly<Partial<Record<CarmakerName, RunLimits>>> {
  const { tesla, smartcar } = config
  return {
    ...(tesla !== null && { tesla: tesla.runLimits }),
    ...(smartcar !== null && { smartcar: smartcar.runLimits }),
  }
}

/** What the API of each brand costs, where it is billed by the call. Smartcar is billed by the car and month. */
export function configuredApiPrices({
  tesla,
}: CarmakersConfig): Readonly<Partial<Record<CarmakerName, ApiPrices>>> {
  return tesla === null ? {} : { tesla: tesla.apiPrices }
}

function teslaOf(tesla: TeslaConfig, secrets: Secrets, publicUrl: URL): CarmakerConfigs['tesla'] {
  const { authorizeUrl, tokenUrl, issuer, revocationUrl, clientId, commandUrl, keyDomain } = tesla
  return {
    apiBaseUrl: tesla.apiUrl,
    otherApiBaseUrls: tesla.otherApiUrls,
    commandBaseUrl: commandUrl ?? undefined,
    telemetrySecret: secrets.teslaTelemetrySecret?.reveal(),
    telemetryServer:
      tesla.telemetryServer === null
        ? undefined
        : { ...tesla.telemetryServer, ca: secrets.teslaTelemetryCa?.reveal() },
    pairingUrl: `https://tesla.com/_ak/${keyDomain}`,
    oauth: {
      ...{ authorizeUrl, tokenUrl, issuer, clientId },
      revocationUrl: revocationUrl ?? undefined,
      clientSecret: revealed(secrets.teslaClientSecret),
      redirectUri: new URL('/callback/tesla', publicUrl).href,
    },
  }
}

function smartcarOf(smartcar: SmartcarConfig, secrets: Secrets, publicUrl: URL): CarmakerConfigs['smartcar'] {
  const { authorizeUrl, tokenUrl, clientId, apiUrl, mode } = smartcar
  return {
    apiBaseUrl: apiUrl,
    managementToken: secrets.smartcarManagementToken?.reveal(),
    oauth: {
      ...{ authorizeUrl, tokenUrl, clientId, mode },
      // Connect sends no issuer along; where one comes it has to be this.
      issuer: new URL(authorizeUrl).origin,
      clientSecret: revealed(secrets.smartcarClientSecret),
      redirectUri: new URL('/callback/smartcar', publicUrl).href,
    },
  }
}

/** Set wherever its brand is, which the configuration has seen to. */
function revealed(secret: Secret | null): string {
  return secret?.reveal() ?? ''
}
