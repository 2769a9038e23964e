import type { Trx } from '../database/database.ts'
import { SealError, type DriverKey } from '../keys/envelope.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import { insertHeldGrant, type HeldGrant } from './held-grant-store.ts'
import { moveTokens, type SealedTokens, type TokenRow } from './sealed-tokens.ts'
import { findTokens, saveFirstTokens } from './token-store.ts'

/**
 * Puts a confirmed grant in the place of the one that its connection has, if any; that one is due for revocation at once.
 */
export async function replaceGrant(
  deps: ConnectionDependencies,
  trx: Trx,
  { key, grant }: { readonly key: DriverKey; readonly grant: HeldGrant },
): Promise<void> {
  const { connectionId } = grant
  const own: TokenRow = { table: 'token', id: connectionId }
  const previous = await findTokens(trx, connectionId)
  const confirmed = moveTokens(key, grant.tokens, { table: 'held_grant', id: grant.id }, own)
  await saveFirstTokens(trx, connectionId, confirmed)
  if (previous === undefined) return
  const id = deps.randomness.id()
  const tokens = movedIfWhole(deps, () => moveTokens(key, previous, own, { table: 'held_grant', id }))
  if (tokens === undefined) return
  const until = deps.processClock.now()
  await insertHeldGrant(trx, { ...grant, id, tokens }, { until, unwanted: true })
}

/** What lies there damaged can be neither used nor revoked, and consenting anew is what mends it. */
function movedIfWhole(
  { events }: ConnectionDependencies,
  move: () => SealedTokens,
): SealedTokens | undefined {
  try {
    return move()
  } catch (error) {
    if (!(error instanceof SealError)) throw error
    events.somethingFailed({ where: 'revocation of tokens that cannot be opened', error })
    return undefined
  }
}
