import { type CarmakerConfigs, CARMAKERS, type CarmakerName } from '../../carmakers/registry.ts'
import { telemetrySecret } from '../../simulator/senders.ts'
import { REGION_PATHS } from '../../simulator/tesla/regions.ts'
import { simulatorClient, smartcarClient } from '../../simulator/simulator.ts'

export interface SimulatedAddresses {
  readonly simulatorUrl: string
  readonly seed: string
  /** Where drivers reach the service. */
  readonly publicUrl: URL
  /** Teslas are asked to stream to the simulated telemetry server. */
  readonly streams?: boolean
}

/** The telemetry server of the simulated retailer. Nobody calls it: simulated cars hand it their records themselves. */
const TELEMETRY_SERVER = { hostname: 'telemetry.eksempelkraft.example', port: 443 }

/** Where a carmaker sends drivers back to. */
export function callbackOf(publicUrl: URL, carmaker: CarmakerName): string {
  return new URL(`/callback/${carmaker}`, publicUrl).href
}

/** The addresses that the simulator has to know. */
export function callbacksOf(publicUrl: URL): readonly string[] {
  return CARMAKERS.map((carmaker) => callbackOf(publicUrl, carmaker))
}

/** The real adapters' settings with the simulator's addresses. */
export function simulatedCarmakers(where: SimulatedAddresses): Required<CarmakerConfigs> {
  const { simulatorUrl, seed, publicUrl, streams = false } = where
  const tesla = `${simulatorUrl}/oauth2/v3`
  const smartcar = `${simulatorUrl}/oauth`
  const { managementToken, ...client } = smartcarClient(seed)
  return {
    tesla: {
      apiBaseUrl: simulatorUrl,
      otherApiBaseUrls: [`${simulatorUrl}${REGION_PATHS.na}`],
      commandBaseUrl: `${simulatorUrl}/signing-proxy`,
      pairingUrl: `${simulatorUrl}/_ak/${publicUrl.hostname}`,
      ...(streams && { telemetrySecret: telemetrySecret(seed), telemetryServer: TELEMETRY_SERVER }),
      oauth: {
        authorizeUrl: `${tesla}/authorize`,
        tokenUrl: `${tesla}/token`,
        issuer: tesla,
        revocationUrl: `${tesla}/revoke`,
        ...simulatorClient(seed),
        redirectUri: callbackOf(publicUrl, 'tesla'),
      },
    },
    smartcar: {
      apiBaseUrl: simulatorUrl,
      managementToken,
      oauth: {
        authorizeUrl: `${smartcar}/authorize`,
        tokenUrl: `${smartcar}/token`,
        issuer: smartcar,
        ...client,
        redirectUri: callbackOf(publicUrl, 'smartcar'),
        mode: 'simulated',
      },
    },
  }
}
