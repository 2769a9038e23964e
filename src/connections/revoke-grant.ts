import { CarmakerError } from '../carmakers/carmaker-error.ts'
import type { CarmakerApi, CarmakerOAuth, TokenSet } from '../carmakers/port.ts'
import type { Connection } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'
import { RefreshBusyError } from './tokens.ts'

/** After this a token is forgotten whether or not the carmaker answered: without its key it is noise. */
export const REVOCATION_HOURS = 24
const RETRY_SECONDS = 15 * 60
/** Another process is renewing the tokens; it takes a moment. */
const BUSY_SECONDS = 5

/** How the tokens of a grant that is to end are come by. */
export interface EndingGrant {
  /** In clear; `undefined` if there is none left. */
  readonly refreshToken: () => Promise<string | undefined>
  /** Calls with a valid access token; one that was renewed for it is stored first, for the next try. */
  readonly withAccess: (call: (accessToken: string) => Promise<void>) => Promise<void>
  /** Whether a car, by the name that its carmaker gives it, is connected: by this driver anew, or by another. */
  readonly isKept: (reference: string) => Promise<boolean>
}

/** Which of both tokens this brand revokes a grant by. */
export function tokenToRevoke(
  { revokesWith }: CarmakerOAuth,
  { accessToken, refreshToken }: Pick<TokenSet, 'accessToken' | 'refreshToken'>,
): string {
  return revokesWith === 'access-token' ? accessToken : refreshToken
}

/**
 * Revokes one grant at the carmaker (RFC 7009, or the brand's own way). One that cannot be revoked without taking a car
 * from whoever has it connected is only forgotten.
 *
 * @returns seconds until it may be tried again; `null` if nothing is left to revoke
 */
export async function revokeGrant(
  deps: ConnectionDependencies,
  { carmaker }: Connection,
  grant: EndingGrant,
): Promise<number | null> {
  const { capabilities, oauth, api } = deps.carmaker(carmaker)
  try {
    if (!capabilities.separableGrants && (await holdsKeptCar(api, grant))) return null
    await end(oauth, grant)
    return null
  } catch (error) {
    if (error instanceof RefreshBusyError) return BUSY_SECONDS
    if (error instanceof CarmakerError && error.code === 'consent-revoked') return null
    // Also a fault of ours, such as a wrong client secret: the tokens are live, and we may be mended within the day.
    deps.events.somethingFailed({ where: 'revocation', error })
    const told = error instanceof CarmakerError ? error.retryAfterSeconds : undefined
    return told ?? RETRY_SECONDS
  }
}

async function end(oauth: CarmakerOAuth, grant: EndingGrant): Promise<void> {
  if (oauth.revokesWith === 'access-token') {
    await grant.withAccess((accessToken) => oauth.revoke(accessToken))
    return
  }
  const refreshToken = await grant.refreshToken()
  if (refreshToken !== undefined) await oauth.revoke(refreshToken)
}

async function holdsKeptCar(
  { listVehicles }: CarmakerApi,
  { withAccess, isKept }: EndingGrant,
): Promise<boolean> {
  const found = { isKept: false }
  await withAccess(async (accessToken) => {
    for (const { reference } of await listVehicles(accessToken)) found.isKept ||= await isKept(reference)
  })
  return found.isKept
}
