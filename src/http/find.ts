import type { Request } from 'express'
import { NotFoundError } from '../base/errors.ts'
import { findConnection, type Connection } from '../connections/connection-store.ts'
import { refuseAfterEnd } from '../connections/ended-consent.ts'
import type { Database } from '../database/database.ts'
import { findSite } from '../sites/site-store.ts'
import type { KnownSite } from '../sites/site.ts'
import { findVehicle } from '../vehicles/vehicle-store.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'

const OWN_ID = /^[A-Za-z0-9-]{1,64}$/

/** @throws NotFoundError if there is no connection under the id in the path */
export async function connectionAt(db: Database, request: Request): Promise<Connection> {
  return required('connection', await findConnection(db, idIn(request, 'connectionId', 'connection')))
}

/** @throws NotFoundError if there is no vehicle under the id in the path */
export async function vehicleAt(db: Database, request: Request): Promise<Vehicle> {
  return required('vehicle', await findVehicle(db, idIn(request, 'vehicleId', 'vehicle')))
}

/**
 * The vehicle under the id in the path, of which something is to be set.
 *
 * @throws NotFoundError if there is none
 * @throws ConflictError `consent-missing` once consent was withdrawn or has ended
 */
export async function settableVehicleAt(db: Database, request: Request): Promise<Vehicle> {
  const vehicle = await vehicleAt(db, request)
  await refuseAfterEnd(db, vehicle.connectionId)
  return vehicle
}

/** @throws NotFoundError if there is no site under the id in the path */
export async function siteAt(db: Database, request: Request): Promise<{ id: string; site: KnownSite }> {
  const id = idIn(request, 'siteId', 'site')
  return { id, site: required('site', await findSite(db, id)) }
}

/** @throws NotFoundError if it is `undefined` */
export function required<T>(what: string, found: T | undefined): T {
  if (found === undefined) throw new NotFoundError(what)
  return found
}

/** What does not look like one of our ids never reaches the database. */
function idIn(request: Request, name: string, what: string): string {
  const id = request.params[name]
  if (typeof id !== 'string' || !OWN_ID.test(id)) throw new NotFoundError(what)
  return id
}
