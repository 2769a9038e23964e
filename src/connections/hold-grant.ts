import { addMinutes } from 'date-fns'
import { createHash } from 'node:crypto'
import type { TokenSet } from '../carmakers/port.ts'
import { obtainDriverKey } from '../keys/key-store.ts'
import { markAbandoned } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import { insertHeldGrant } from './held-grant-store.ts'
import type { ReturnedFlow } from './oauth-flow.ts'
import { revokeGrant, type EndingGrant } from './revoke-grant.ts'
import { sealTokens } from './sealed-tokens.ts'

/** As long as the flow itself: the driver is on the way back to the app. */
const HELD_MINUTES = 10
const CONFIRMATION_BYTES = 32

/**
 * The browser is back from the carmaker: exchanges the code, and holds what was granted. No car is looked at and nothing
 * is connected until the app's own session confirms it (RFC 9700 §4.7; decision 0013).
 *
 * A process that ends between exchange and store leaves a grant at the carmaker whose tokens nobody has: its driver is told to begin again, and
 * that takes its place.
 *
 * @param parameters the callback's, as the carmaker sent them
 * @param isKept see {@link EndingGrant}; asked where a grant cannot be stored
 * @returns a one-time code for ten minutes; only this browser is told it
 * @throws CarmakerError `authorization-refused` if the driver said no, or another if the exchange failed
 */
export async function holdGrant(
  deps: ConnectionDependencies,
  flow: ReturnedFlow,
  parameters: URLSearchParams,
  isKept: EndingGrant['isKept'],
): Promise<string> {
  const { connection, codeVerifier } = flow
  const expectedState = parameters.get('state') ?? ''
  try {
    const { oauth } = deps.carmaker(connection.carmaker)
    const tokens = await oauth.exchangeCode({ parameters, expectedState, codeVerifier })
    return await hold(deps, flow, { tokens, isKept })
  } catch (error) {
    await markAbandoned(deps.db, connection.id)
    throw error
  }
}

/** SHA-256: the code itself is kept nowhere. */
export function confirmationHash(confirmation: string): string {
  return createHash('sha256').update(confirmation).digest('hex')
}

interface Granted {
  readonly tokens: TokenSet
  readonly isKept: EndingGrant['isKept']
}

/**
 * Tokens that cannot be kept are given back at once, unless that would end the connection that has the car, or it cannot be known: one that
 * works is worth more than a grant whose tokens are forgotten.
 */
async function hold(
  deps: ConnectionDependencies,
  flow: ReturnedFlow,
  { tokens, isKept }: Granted,
): Promise<string> {
  const confirmation = deps.randomness.bytes(CONFIRMATION_BYTES).toString('base64url')
  try {
    await keep(deps, flow, { tokens, confirmation })
    return confirmation
  } catch (error) {
    await revokeGrant(deps, flow.connection, {
      refreshToken: () => Promise.resolve(tokens.refreshToken),
      withAccess: (call) => call(tokens.accessToken),
      isKept,
    })
    throw error
  }
}

async function keep(
  deps: ConnectionDependencies,
  { connection, notice }: ReturnedFlow,
  { tokens, confirmation }: { readonly tokens: TokenSet; readonly confirmation: string },
): Promise<void> {
  const { id: connectionId, driverId } = connection
  const id = deps.randomness.id()
  const now = deps.clock.now()
  await deps.db.transaction().execute(async (trx) => {
    const key = await obtainDriverKey(trx, { kek: deps.kek, driverId, now })
    const sealed = sealTokens(key, { table: 'held_grant', id }, tokens, { now, spreadBy: connectionId })
    const grant = {
      ...{ id, connectionId, notice, tokens: sealed, scopesGranted: tokens.grantedScopes },
      confirmationHash: confirmationHash(confirmation),
    }
    const until = addMinutes(deps.processClock.now(), HELD_MINUTES)
    await insertHeldGrant(trx, grant, { until, unwanted: false })
  })
}
