import type { CarmakerName } from '../carmakers/registry.ts'
import type { Connection } from '../connections/connection-store.ts'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import { holdGrant } from '../connections/hold-grant.ts'
import { returnFromFlow } from '../connections/oauth-flow.ts'
import { confirmConnection } from './confirm-connection.ts'
import { isKeptBy } from './kept-cars.ts'

export interface Callback {
  /** Whose address was called. */
  readonly carmaker: CarmakerName
  /** Query parameters as the carmaker sent them. */
  readonly parameters: URLSearchParams
  /** The binding cookie of this browser, if it has one. */
  readonly binding: string | undefined
}

/**
 * Takes a callback, holds the grant and confirms it at once: for a browser that is itself the session of the app, as in
 * the sandbox, where there is no app beside it.
 *
 * @throws FlowRefusedError, CarmakerError and ConflictError as the steps do
 */
export async function completeConnection(
  deps: ConnectionDependencies,
  { carmaker, parameters, binding }: Callback,
): Promise<Connection> {
  const state = parameters.get('state') ?? ''
  const flow = await returnFromFlow(deps, { carmaker, state, binding })
  const { id: connectionId, driverId } = flow.connection
  const confirmation = await holdGrant(deps, flow, parameters, isKeptBy(deps, carmaker))
  return confirmConnection(deps, { connectionId, driverId, confirmation })
}
