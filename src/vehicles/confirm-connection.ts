import { addMonths } from '../base/calendar.ts'
import { ConflictError, NotFoundError } from '../base/errors.ts'
import { CarmakerError } from '../carmakers/carmaker-error.ts'
import type { ListedVehicle } from '../carmakers/port.ts'
import {
  findConnection,
  markAbandoned,
  markConnected,
  type Connection,
} from '../connections/connection-store.ts'
import { appendConsentEvent, CONSENT_MONTHS, PURPOSES } from '../connections/consent-store.ts'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import {
  findHeldGrant,
  refuseHeldGrant,
  takeHeldGrant,
  type HeldGrant,
} from '../connections/held-grant-store.ts'
import { confirmationHash } from '../connections/hold-grant.ts'
import { findRegion, inRegion } from '../connections/in-region.ts'
import { saveRegion } from '../connections/region-store.ts'
import { lockOlder } from '../connections/replaced-store.ts'
import { replaceGrant } from '../connections/replace-grant.ts'
import { openAccessToken } from '../connections/sealed-tokens.ts'
import type { Trx } from '../database/database.ts'
import type { DriverKey } from '../keys/envelope.ts'
import { findDriverKey, obtainDriverKey } from '../keys/key-store.ts'
import { lockAsPass } from './lock-as-pass.ts'
import { CONNECTED_ELSEWHERE, storeCars } from './store-cars.ts'
import { takePlace } from './take-place.ts'
import { carsOfSite, listVehicles } from './vehicle-store.ts'

/** What the app's own session says of a grant that is held. */
export interface Confirmation {
  readonly connectionId: string
  /** The driver who is signed in to the app, as the retailer knows them. */
  readonly driverId: string
  /** The code that the browser brought back to the app. */
  readonly confirmation: string
}

/**
 * Last step of a connection: the driver who is signed in to the app is the one who began it. Only then are cars looked
 * up, and tokens, consent and cars stored in one transaction, or nothing at all.
 *
 * @throws NotFoundError if there is no such connection
 * @throws ConflictError `nothing-to-confirm` if no grant waits for this code; `confirmation-refused` if another driver is
 *   signed in than the one who began: the grant is given back; `vehicle-connected-elsewhere` if another driver has a car
 *   of the account: both connections stay as they are
 * @throws CarmakerError if the cars cannot be listed; if that may pass, the grant waits for another try
 */
export async function confirmConnection(
  deps: ConnectionDependencies,
  { connectionId, driverId, confirmation }: Confirmation,
): Promise<Connection> {
  const connection = await findConnection(deps.db, connectionId)
  if (connection === undefined) throw new NotFoundError('connection')
  const asked = {
    connectionId,
    confirmationHash: confirmationHash(confirmation),
    now: deps.processClock.now(),
  }
  const grant = await findHeldGrant(deps.db, asked)
  if (grant === undefined) throw nothingToConfirm()
  try {
    if (driverId !== connection.driverId) throw confirmedByAnother()
    await keep(deps, connection, grant)
  } catch (error) {
    if (isFinal(error)) await refuse(deps, { connection, grant, error })
    throw error
  }
  return (await findConnection(deps.db, connectionId)) ?? connection
}

/** Nothing that is tried again would go better. */
function isFinal(error: unknown): boolean {
  if (error instanceof CarmakerError) return !error.temporary
  return error instanceof ConflictError && error.code !== 'nothing-to-confirm'
}

interface Refused {
  readonly connection: Connection
  readonly grant: HeldGrant
  readonly error: unknown
}

/** Gives a grant back, unless that would take the car from the other driver who has it. */
async function refuse(
  { db, carmaker, processClock }: ConnectionDependencies,
  { connection, grant, error }: Refused,
): Promise<void> {
  const { separableGrants } = carmaker(connection.carmaker).capabilities
  const elsewhere = error instanceof ConflictError && error.code === CONNECTED_ELSEWHERE
  if (elsewhere && !separableGrants) await db.transaction().execute((trx) => takeHeldGrant(trx, grant.id))
  else await refuseHeldGrant(db, grant.id, processClock.now())
  await markAbandoned(db, connection.id)
}

async function keep(deps: ConnectionDependencies, connection: Connection, grant: HeldGrant): Promise<void> {
  const key = await findDriverKey(deps.db, deps.kek, connection.driverId)
  const accessToken = openAccessToken(key, { table: 'held_grant', id: grant.id }, grant.tokens)
  const region = await findRegion(deps.carmaker(connection.carmaker), accessToken)
  if (region !== null) await saveRegion(deps.db, connection.id, region)
  const listed = await inRegion(deps, { connection: { ...connection, region }, accessToken }, (api) =>
    api.listVehicles(accessToken),
  )
  const replaced = await deps.db
    .transaction()
    .execute((trx) => store(deps, trx, { connection, grant, listed }))
  const { carmaker } = connection
  for (const connectionId of replaced) deps.events.consentWithdrawn({ connectionId, carmaker })
  const facts = { connectionId: connection.id, carmaker }
  const { language, version } = grant.notice
  deps.events.consentGranted({ ...facts, language, noticeVersion: version })
  deps.events.connected({ ...facts, vehicles: listed.length })
}

interface Confirmed {
  readonly connection: Connection
  readonly grant: HeldGrant
  readonly listed: readonly ListedVehicle[]
}

/** @returns ids of older consents that have ended by it */
async function store(
  deps: ConnectionDependencies,
  trx: Trx,
  confirmed: Confirmed,
): Promise<readonly string[]> {
  const { connection, grant, listed } = confirmed
  const { id, driverId, carmaker } = connection
  const now = deps.clock.now()
  const endsAt = addMonths(now, CONSENT_MONTHS)
  const scopesAsked = deps.carmaker(carmaker).oauth.scopes
  const missingScopes = scopesAsked.filter((scope) => !grant.scopesGranted.includes(scope))
  const own = await listVehicles(trx, { driverId })
  await lockAsPass(trx, [...own, ...(await carsOfSite(trx, connection.siteId))])
  // Before anything is written: both lock a row, so that of two confirmations at once the second sees that it is too late.
  if (!(await takeHeldGrant(trx, grant.id))) throw nothingToConfirm()
  if (!(await markConnected(trx, id, { now, endsAt, missingScopes }))) throw nothingToConfirm()
  const older = await lockOlder(trx, connection)
  const key: DriverKey = await obtainDriverKey(trx, { kek: deps.kek, driverId, now })
  await replaceGrant(deps, trx, { key, grant })
  await appendConsentEvent(trx, {
    id: deps.randomness.id(),
    connectionId: id,
    event: 'granted',
    at: now,
    notice: grant.notice,
    purposes: PURPOSES,
    scopesAsked,
    scopesGranted: grant.scopesGranted,
    recipients: deps.recipients,
    endsAt,
    controller: deps.controller,
  })
  await storeCars(deps, trx, { connection, key, listed, now })
  return takePlace(deps, trx, { older, now })
}

function nothingToConfirm(): ConflictError {
  return new ConflictError(
    'nothing-to-confirm',
    'No sign-in at the carmaker waits for this code: it was confirmed already, is older than 10 minutes, or the code is another one. Read the connection; if it is not connected, begin again.',
  )
}

function confirmedByAnother(): ConflictError {
  return new ConflictError(
    'confirmation-refused',
    'The driver who is signed in to the app is not the one who began this connection. Nothing was connected, and the permission is given back to the carmaker.',
  )
}
