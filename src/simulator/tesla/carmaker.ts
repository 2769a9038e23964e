import type { SimulatedAddresses } from '../carmaker.ts'
import { createTeslaMint, REGION_PREFIX, TESLA_TOKEN_RULES } from './tokens.ts'
import { telemetrySecret, teslaClient } from './client.ts'
import { REGION_PATHS } from './regions.ts'
import { teslaRoutes } from './routes.ts'
import { createTelemetrySender } from './telemetry.ts'

/** The telemetry server of the simulated retailer. Nobody calls it: simulated cars hand it their records themselves. */
const TELEMETRY_SERVER = { hostname: 'telemetry.eksempelkraft.example', port: 443 }

/** All that the simulator's registry takes of Tesla. */
export const tesla = {
  speaks: "Tesla's Fleet API under /api/1 and /oauth2/v3",
  tokenRules: TESLA_TOKEN_RULES,
  createMint: createTeslaMint,
  codePrefix: REGION_PREFIX,
  secretsOf: (seed: string) => [teslaClient(seed).clientSecret],
  routes: teslaRoutes,
  createSender: createTelemetrySender,
  /** What the real adapter is told, with the simulator's addresses. */
  settings: ({ simulatorUrl, seed, publicUrl, redirectUri, streams }: SimulatedAddresses) => {
    const signIn = `${simulatorUrl}/oauth2/v3`
    return {
      apiBaseUrl: simulatorUrl,
      otherApiBaseUrls: [`${simulatorUrl}${REGION_PATHS.na}`],
      commandBaseUrl: `${simulatorUrl}/signing-proxy`,
      pairingUrl: `${simulatorUrl}/_ak/${publicUrl.hostname}`,
      ...(streams && { telemetrySecret: telemetrySecret(seed), telemetryServer: TELEMETRY_SERVER }),
      oauth: {
        authorizeUrl: `${signIn}/authorize`,
        tokenUrl: `${signIn}/token`,
        issuer: signIn,
        revocationUrl: `${signIn}/revoke`,
        ...teslaClient(seed),
        redirectUri,
      },
    }
  },
}
