import { ConflictError } from '../base/errors.ts'
import type { CarmakerName } from '../carmakers/registry.ts'
import { keyedHash } from '../keys/keyed-hash.ts'
import { wantPrices } from '../prices/price-store.ts'
import { requireSite } from '../sites/place-errors.ts'
import { resolveSite, withKnown, type PostalAddress, type SiteFacts } from '../sites/resolve-site.ts'
import { findSiteByReference, saveSite } from '../sites/site-store.ts'
import { insertConnection, listConnections, type Connection } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'

export interface BeginRequest {
  /** The retailer's pseudonym for the driver. */
  readonly driverId: string
  readonly carmaker: CarmakerName
  /** Resolved to a site here and dropped; neither it nor a name or e-mail goes any further. */
  readonly address?: PostalAddress | undefined
  /** What the retailer knows of the site; it beats what the address tells. */
  readonly site?: SiteFacts | undefined
  /** The retailer's own reference to the site: connections with the same one share it. Kept as a keyed hash only. */
  readonly siteReference?: string | undefined
  readonly language: 'nb' | 'en'
  /** Key of an address to return to; the addresses themselves are configuration. */
  readonly returnTo: string
}

/**
 * First step of a connection: finds the site and leaves a connection that waits for consent.
 *
 * @throws UnknownPlaceError if there is no such place
 * @throws AmbiguousPlaceError if the place is not enough to tell the site
 * @throws ConflictError `already-connected` if the driver has a live connection to this carmaker
 */
export async function beginConnection(
  deps: ConnectionDependencies,
  request: BeginRequest,
): Promise<Connection> {
  const { driverId, carmaker, siteReference } = request
  const referenceHash = siteReference === undefined ? null : keyedHash(deps.kek, 'site', siteReference)
  const known = referenceHash === null ? undefined : await findSiteByReference(deps.db, referenceHash)
  const site = requireSite(resolveSite(withKnown(request.site ?? {}, known), request.address))
  const existing = await listConnections(deps.db, { driverId, carmaker })
  if (existing.some(({ state }) => LIVE.includes(state))) {
    throw new ConflictError(
      'already-connected',
      `This driver is connected to ${carmaker} already. Withdraw that connection first.`,
    )
  }
  const id = deps.randomness.id()
  const newSiteId = deps.randomness.id()
  const createdAt = deps.clock.now()
  return deps.db.transaction().execute(async (trx) => {
    const siteId = await saveSite(trx, newSiteId, site, referenceHash)
    await wantPrices(trx, site.biddingZone, createdAt)
    const connection: Connection = {
      ...{ id, driverId, carmaker, siteId, createdAt, state: 'started' },
      ...{ language: request.language, returnTo: request.returnTo },
      ...{ connectedAt: null, withdrawingAt: null, withdrawnAt: null, revokedAt: null },
      ...{ consentEndsAt: null, missingScopes: [], accessFault: null, region: null, permissionsDueAt: null },
    }
    await insertConnection(trx, connection)
    return connection
  })
}

const LIVE: readonly string[] = ['connected', 'withdrawing']
