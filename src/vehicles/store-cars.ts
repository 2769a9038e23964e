import { ConflictError, NotFoundError } from '../base/errors.ts'
import type { ListedVehicle } from '../carmakers/port.ts'
import type { Connection } from '../connections/connection-store.ts'
import { isRefused } from '../connections/consent-open.ts'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import { makeDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { write } from '../database/writes.ts'
import type { DriverKey } from '../keys/envelope.ts'
import { keyedHash } from '../keys/keyed-hash.ts'
import type { Site } from '../sites/site.ts'
import { findSite } from '../sites/site-store.ts'
import { referenceHash } from './reference-hash.ts'
import { saveFirstPolicy } from './policy-store.ts'
import { lookWrite } from './state-store.ts'
import { isReferenceKnown } from './reference-store.ts'
import {
  carsOfSite,
  endQuiet,
  findVehicleByVinHash,
  listVehicles,
  lockCars,
  saveVehicle,
} from './vehicle-store.ts'
import type { Vehicle } from './vehicle.ts'

/** Assumed until the car's own reports tell. */
const ASSUMED_CAPACITY_KWH = 60
/** What most cars take of three phases at 16 A; a site that gives less is known to. */
const ASSUMED_POWER_KW = 11
/** Losses of on-board charging at 11 kW are about a tenth (ADAC measurements 2022: 5 to 10 %, more at low power). */
const ASSUMED_EFFICIENCY = 0.9
const FIRST_POLICY = {
  targetPercent: 80,
  minimumPercent: 20,
  readyBy: '07:00',
  paused: false,
  maxStarts: null,
  minimumRunMinutes: null,
  version: 1,
}

/** Code of the refusal to move a car. */
export const CONNECTED_ELSEWHERE = 'vehicle-connected-elsewhere'

/** Code of the refusal to renew a connection with the account of other cars. */
export const ANOTHER_ACCOUNT = 'another-account'

interface ListedCars {
  readonly connection: Connection
  readonly key: DriverKey
  readonly listed: readonly ListedVehicle[]
  readonly now: Date
}

/**
 * Stores the cars of an account under their connection; one that the driver had before keeps its id. Call it with the driver's cars, and
 * those of the site, locked as a pass does.
 *
 * @throws ConflictError `vehicle-connected-elsewhere` if another driver has one of them; `another-account` if the connection
 *   has cars, and the account none of them: they could be neither read nor given back any more
 */
export async function storeCars(deps: ConnectionDependencies, trx: Trx, cars: ListedCars): Promise<void> {
  const { connection } = cars
  const { carmaker } = connection
  const site = await findSite(trx, connection.siteId)
  if (site === undefined) throw new NotFoundError('site')
  const hashed = cars.listed.map((car) => ({
    car,
    vinHash: keyedHash(deps.kek, 'vin', car.vin),
    referenceHash: referenceHash(deps.kek, carmaker, car.reference),
  }))
  await lockCars(
    trx,
    hashed.map(({ vinHash }) => vinHash),
  )
  await requireNoCarLost(trx, connection, hashed)
  await lookAgain(trx, connection.siteId, cars.now)
  for (const { car, vinHash, referenceHash: hash } of hashed) {
    const known = await findVehicleByVinHash(trx, vinHash)
    if (known !== undefined && known.driverId !== connection.driverId) throw connectedElsewhere()
    const vehicle = known ?? newVehicle(deps.randomness.id(), site)
    await storeCar(trx, { vehicle, car, vinHash, referenceHash: hash, site }, cars)
  }
}

/** Cars that stand at a site plan for themselves alone, or beside each other, until they know of who comes. */
async function lookAgain(trx: Trx, siteId: string, now: Date): Promise<void> {
  for (const { id } of await carsOfSite(trx, siteId)) await makeDue(trx, 'vehicle_due', id, now)
}

/** A renewal has to bring one of the cars that the connection has. Another driver's is for the refusal that names it. */
async function requireNoCarLost(
  trx: Trx,
  { id, driverId }: Connection,
  listed: readonly { readonly vinHash: string; readonly referenceHash: string }[],
): Promise<void> {
  if ((await listVehicles(trx, { connectionId: id })).length === 0) return
  for (const { vinHash, referenceHash: hash } of listed) {
    const known = await findVehicleByVinHash(trx, vinHash)
    if (known !== undefined && (known.connectionId === id || known.driverId !== driverId)) return
    // It did not tell its VIN before, and does now.
    if (known === undefined && (await isReferenceKnown(trx, hash))) return
  }
  throw anotherAccount()
}

interface Car {
  readonly vehicle: Omit<Vehicle, 'connectionId' | 'driverId' | 'siteId'>
  readonly car: ListedVehicle
  readonly vinHash: string
  readonly referenceHash: string
  readonly site: Site
}

async function storeCar(
  trx: Trx,
  { vehicle, car, vinHash, referenceHash, site }: Car,
  { connection, key, now }: ListedCars,
): Promise<void> {
  const { id: connectionId, driverId, siteId } = connection
  const secret = { key, reference: car.reference, referenceHash, vinHash, now }
  await saveVehicle(trx, { ...vehicle, connectionId, driverId, siteId }, secret)
  if (isRefused(connection)) await endQuiet(trx, vehicle.id)
  await saveFirstPolicy(trx, vehicle.id, { ...FIRST_POLICY, timeZone: site.timeZone })
  await makeDue(trx, 'vehicle_due', vehicle.id, now)
  // A new grant is tried at once, whenever the car was to be asked next.
  await write(trx, lookWrite(trx, vehicle.id, undefined))
}

function newVehicle(id: string, site: Site): Omit<Vehicle, 'connectionId' | 'driverId' | 'siteId'> {
  return {
    id,
    capacityKwh: ASSUMED_CAPACITY_KWH,
    powerKw: Math.min(ASSUMED_POWER_KW, site.maxPowerKw),
    efficiency: ASSUMED_EFFICIENCY,
    homePlug: true,
    toldAtHome: null,
    controllable: null,
    controllableAskedAt: null,
    quietUntil: null,
  }
}

/** Says nothing of whose it is. */
function connectedElsewhere(): ConflictError {
  return new ConflictError(
    CONNECTED_ELSEWHERE,
    'This car is connected for another driver. It is not moved: that driver has to withdraw first.',
  )
}

function anotherAccount(): ConflictError {
  return new ConflictError(
    ANOTHER_ACCOUNT,
    'The account that was signed in to has none of the cars of this connection, which stays as it was. Sign in to the account that has them; if they are sold, withdraw the connection and begin another.',
  )
}
