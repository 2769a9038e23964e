import type { Router } from 'express'
import type { Randomness } from '../base/random.ts'
import type { WebhookSender } from './sender.ts'
import type { TokenMint, TokenRules } from './sign-in/grants.ts'
import type { World } from './world.ts'

export interface MintParts {
  readonly randomness: Randomness
  readonly seed: string
  /** Where the simulator listens. */
  readonly url: () => string
  readonly accessSeconds: number
}

/** What the folder of an impersonated carmaker brings, over the cars, the faults and the sign-in pages of all. */
export interface SimulatedCarmaker {
  /** What is answered, and where, for `ladeplan simulator --help`. */
  readonly speaks: string
  readonly tokenRules: TokenRules
  readonly createMint: (parts: MintParts) => TokenMint
  /** Begins every authorization code. */
  readonly codePrefix?: string
  /** Under which the application is known: secret, the same for the same seed. */
  readonly secretsOf: (seed: string) => readonly string[]
  /** All of its addresses; none may be another carmaker's. */
  readonly routes: (world: World) => Router
  /** If it sends anything by itself: to `address`, the service's `/webhooks/<name>`. */
  readonly createSender?: (world: World, address: string) => WebhookSender
}

/** What the settings of an adapter are made of that speaks to the simulator. */
export interface SimulatedAddresses {
  readonly simulatorUrl: string
  readonly seed: string
  /** Where drivers reach the service. */
  readonly publicUrl: URL
  /** Where this carmaker sends drivers back to. */
  readonly redirectUri: string
  /** Cars are asked to stream, where they can. */
  readonly streams: boolean
}

/** The application under which a carmaker knows the service: what it needs to sign its drivers in. */
export interface SimulatorClient {
  readonly clientId: string
  readonly clientSecret: string
}
