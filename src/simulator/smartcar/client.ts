import { createHash } from 'node:crypto'
import { seededRandomness } from '../../base/random.ts'
import type { SimulatorClient } from '../carmaker.ts'
import type { Grants } from '../sign-in/grants.ts'
import { bookOf, type World } from '../world.ts'

/** The application at Smartcar. */
export interface SmartcarClient extends SimulatorClient {
  /** Signs webhooks. */
  readonly managementToken: string
}

/** The application under which Smartcar knows the service: the same for the same seed. */
export function smartcarClient(seed: string): SmartcarClient {
  const secret = (name: string): string =>
    createHash('sha256').update(`${seed}:smartcar:${name}`).digest('hex')
  return {
    clientId: seededRandomness(`${seed}:smartcar:client`).id(),
    clientSecret: secret('client-secret'),
    managementToken: secret('management-token'),
  }
}

/** What drivers allowed at Smartcar. */
export function smartcarGrants(world: Pick<World, 'state'>): Grants {
  return bookOf(world, 'smartcar')
}
