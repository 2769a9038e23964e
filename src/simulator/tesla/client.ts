import { createHash } from 'node:crypto'
import type { SimulatorClient } from '../carmaker.ts'
import type { Grants } from '../sign-in/grants.ts'
import { bookOf, type World } from '../world.ts'

/** The application under which Tesla knows the service: the same for the same seed. */
export function teslaClient(seed: string): SimulatorClient {
  const secret = createHash('sha256').update(`${seed}:client-secret`).digest('base64url')
  return { clientId: 'ladeplan-simulated', clientSecret: `ta-secret.${secret}` }
}

/** Under which the telemetry server passes records on. */
export function telemetrySecret(seed: string): string {
  return createHash('sha256').update(`${seed}:telemetry`).digest('hex')
}

/** What drivers allowed at Tesla. */
export function teslaGrants(world: Pick<World, 'state'>): Grants {
  return bookOf(world, 'tesla')
}
