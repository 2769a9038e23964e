import { CARMAKERS, type CarmakerName } from '../../carmakers/port.ts'
import type { CarmakerConfigs } from '../../carmakers/registry.ts'
import { REGION_PATHS } from '../../simulator/tesla/regions.ts'
import { simulatorClient, smartcarClient } from '../../simulator/simulator.ts'

export interface SimulatedAddresses {
  readonly simulatorUrl: string
  readonly seed: string
  /** Where drivers reach the service. */
  readonly publicUrl: URL
}

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
  const { simulatorUrl, seed, publicUrl } = where
  const tesla = `${simulatorUrl}/oauth2/v3`
  const smartcar = `${simulatorUrl}/oauth`
  const { managementToken, ...client } = smartcarClient(seed)
  return {
    tesla: {
      apiBaseUrl: simulatorUrl,
      otherApiBaseUrls: [`${simulatorUrl}${REGION_PATHS.na}`],
      commandBaseUrl: `${simulatorUrl}/signing-proxy`,
      pairingUrl: `${simulatorUrl}/_ak/${publicUrl.hostname}`,
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
