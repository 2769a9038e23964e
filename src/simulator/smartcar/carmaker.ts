import type { SimulatedAddresses } from '../carmaker.ts'
import { smartcarClient } from './client.ts'
import { smartcarRoutes } from './routes.ts'
import { createSmartcarMint, SMARTCAR_TOKEN_RULES } from './tokens.ts'
import { createWebhookSender } from './webhooks.ts'

/** All that the simulator's registry takes of Smartcar. */
export const smartcar = {
  speaks: "Smartcar's API under /v2.0 and /oauth",
  tokenRules: SMARTCAR_TOKEN_RULES,
  createMint: createSmartcarMint,
  secretsOf: (seed: string) => [smartcarClient(seed).clientSecret, smartcarClient(seed).managementToken],
  routes: smartcarRoutes,
  createSender: createWebhookSender,
  /** What the real adapter is told, with the simulator's addresses. */
  settings: ({ simulatorUrl, seed, redirectUri }: SimulatedAddresses) => {
    const signIn = `${simulatorUrl}/oauth`
    const { managementToken, ...client } = smartcarClient(seed)
    return {
      apiBaseUrl: simulatorUrl,
      managementToken,
      oauth: {
        authorizeUrl: `${signIn}/authorize`,
        tokenUrl: `${signIn}/token`,
        issuer: signIn,
        ...client,
        redirectUri,
        mode: 'simulated' as const,
      },
    }
  },
}
