import type { Grants } from './grants.ts'
import type { World } from '../world.ts'

/** What tells the sign-in pages of one simulated carmaker from another's. */
export interface SignInBrand {
  /** How it is written on its pages. */
  readonly label: string
  readonly clientId: (world: World) => string
  readonly grants: (world: World) => Grants
  /** Everything that can be asked for, in the words of its consent page. */
  readonly scopes: Readonly<Record<string, string>>
  /** Cannot be unticked: without them there is nothing to sign in to. */
  readonly fixedScopes: readonly string[]
  /** Put before a scope that an application insists on. */
  readonly requiredPrefix?: string
  /** One car is chosen at consent, rather than all of a driver's shared. */
  readonly chooseCar: boolean
  /**
   * Ways in which the carmaker itself sends a driver back without consent. Each can be had by signing in as
   * `error-` and its name.
   */
  readonly errors: readonly string[]
}

/** The login that ends in an error of the carmaker's, if it is one. */
export function errorOf(brand: SignInBrand, login: string | undefined): string | undefined {
  return brand.errors.find((error) => login === `error-${error}`)
}
