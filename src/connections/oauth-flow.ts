import { createHash } from 'node:crypto'
import { addMinutes } from 'date-fns'
import type { CarmakerName } from '../carmakers/registry.ts'
import { open, seal } from '../keys/envelope.ts'
import { findDriverKey, obtainDriverKey } from '../keys/key-store.ts'
import { findConnection, type Connection } from './connection-store.ts'
import { isConsentOpen } from './consent-open.ts'
import type { ShownNotice } from './consent-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import { deleteExpiredFlows, insertFlow, takeFlow } from './flow-store.ts'
import { newPkce } from './pkce.ts'

/** An authorization code lives no longer than this either (RFC 6749 §4.1.2). */
const FLOW_MINUTES = 10
/** Twice the 128 bits that RFC 6819 and OWASP ASVS 11.5.1 ask for. */
const STATE_BYTES = 32

/** The callback does not belong to a flow that this browser has open. Nothing was asked of the carmaker. */
export class FlowRefusedError extends Error {
  override name = 'FlowRefusedError'

  constructor() {
    super(
      'This sign-in was not started in this browser, was used already, or is older than 10 minutes. Start again from the app.',
    )
  }
}

/** A flow that has come back from the carmaker, used up. */
export interface ReturnedFlow {
  readonly connection: Connection
  readonly codeVerifier: string
  readonly notice: ShownNotice
}

/**
 * Opens a flow after the driver agreed to the notice.
 *
 * @returns where to send the browser, and the value for the cookie that binds the flow to it (RFC 9700 §4.7)
 */
export async function startFlow(
  deps: ConnectionDependencies,
  connection: Connection,
  notice: ShownNotice,
): Promise<{ redirectTo: URL; binding: string }> {
  const now = deps.processClock.now()
  const state = deps.randomness.bytes(STATE_BYTES).toString('base64url')
  const binding = deps.randomness.bytes(STATE_BYTES).toString('base64url')
  const { verifier, challenge: codeChallenge } = newPkce(deps.randomness)
  await deleteExpiredFlows(deps.db, now)
  await deps.db.transaction().execute(async (trx) => {
    const key = await obtainDriverKey(trx, {
      kek: deps.kek,
      driverId: connection.driverId,
      now: deps.clock.now(),
    })
    const stateHash = sha256(state)
    await insertFlow(trx, {
      stateHash,
      connectionId: connection.id,
      bindingHash: sha256(binding),
      sealedVerifier: seal(key, verifier, place(stateHash)),
      notice,
      expiresAt: addMinutes(now, FLOW_MINUTES),
    })
  })
  const { oauth } = deps.carmaker(connection.carmaker)
  return { redirectTo: oauth.authorizeUrl({ state, codeChallenge, locale: connection.language }), binding }
}

/**
 * Takes the flow that a callback belongs to; it can be taken once, by the browser that opened it, at the address of its
 * own carmaker, for ten minutes.
 *
 * @throws FlowRefusedError otherwise
 */
export async function returnFromFlow(
  deps: ConnectionDependencies,
  callback: { carmaker: CarmakerName; state: string; binding: string | undefined },
): Promise<ReturnedFlow> {
  const { carmaker, state, binding } = callback
  if (binding === undefined) throw new FlowRefusedError()
  const key = { stateHash: sha256(state), bindingHash: sha256(binding), now: deps.processClock.now() }
  const flow = await takeFlow(deps.db, key)
  if (flow === undefined) throw new FlowRefusedError()
  const connection = await findConnection(deps.db, flow.connectionId)
  if (connection?.carmaker !== carmaker || !isConsentOpen(connection, deps.clock.now())) {
    throw new FlowRefusedError()
  }
  const driverKey = await findDriverKey(deps.db, deps.kek, connection.driverId)
  return {
    connection,
    codeVerifier: open(driverKey, flow.sealedVerifier, place(flow.stateHash)),
    notice: flow.notice,
  }
}

function place(stateHash: string): { table: string; row: string; field: string } {
  return { table: 'oauth_flow', row: stateHash, field: 'verifier' }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
