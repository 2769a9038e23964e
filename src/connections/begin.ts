import { ConflictError } from '../base/errors.ts'
import type { CarmakerName } from '../carmakers/port.ts'
import { wantPrices } from '../prices/price-store.ts'
import { saveSite } from '../sites/site-store.ts'
import { resolveSite, type PostalAddress } from '../sites/resolve-site.ts'
import { insertConnection, listConnections, type Connection } from './connection-store.ts'
import type { ConnectionDependencies } from './dependencies.ts'

export interface BeginRequest {
  /** The retailer's pseudonym for the driver. */
  readonly driverId: string
  readonly carmaker: CarmakerName
  /** Resolved to a site here and dropped; neither it nor a name or e-mail goes any further. */
  readonly address: PostalAddress
  readonly language: 'nb' | 'en'
  /** Key of an address to return to; the addresses themselves are configuration. */
  readonly returnTo: string
}

/**
 * First step of a connection: finds the site and leaves a connection that waits for consent.
 *
 * @throws UnknownPlaceError if no site is known for the address
 * @throws ConflictError `already-connected` if the driver has a live connection to this carmaker
 */
export async function beginConnection(
  deps: ConnectionDependencies,
  request: BeginRequest,
): Promise<Connection> {
  const site = resolveSite(request.address)
  const existing = await listConnections(deps.db, request)
  if (existing.some(({ state }) => LIVE.includes(state))) {
    throw new ConflictError(
      'already-connected',
      `This driver is connected to ${request.carmaker} already. Withdraw that connection first.`,
    )
  }
  const connection: Connection = {
    id: deps.randomness.id(),
    driverId: request.driverId,
    carmaker: request.carmaker,
    siteId: deps.randomness.id(),
    state: 'started',
    language: request.language,
    returnTo: request.returnTo,
    createdAt: deps.clock.now(),
    connectedAt: null,
    withdrawingAt: null,
    withdrawnAt: null,
    revokedAt: null,
  }
  await deps.db.transaction().execute(async (trx) => {
    await saveSite(trx, connection.siteId, site)
    await wantPrices(trx, site.biddingZone, connection.createdAt)
    await insertConnection(trx, connection)
  })
  return connection
}

const LIVE: readonly string[] = ['connected', 'withdrawing']
