import { ConflictError, NotFoundError } from '../base/errors.ts'
import type { CarmakerName, ListedVehicle, TokenSet } from '../carmakers/port.ts'
import {
  markAbandoned,
  markConnected,
  markReplaced,
  findConnection,
  type Connection,
} from '../connections/connection-store.ts'
import { appendConsentEvent, PURPOSES } from '../connections/consent-store.ts'
import type { ConnectionDependencies } from '../connections/dependencies.ts'
import { FlowRefusedError, returnFromFlow, type ReturnedFlow } from '../connections/oauth-flow.ts'
import { saveFirstTokens } from '../connections/token-store.ts'
import { sealTokens } from '../connections/tokens.ts'
import { makeDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import type { DriverKey } from '../keys/envelope.ts'
import { obtainDriverKey } from '../keys/key-store.ts'
import { keyedHash } from '../keys/keyed-hash.ts'
import { findSite } from '../sites/site-store.ts'
import type { Site } from '../sites/site.ts'
import { saveFirstPolicy } from './policy-store.ts'
import { findVehicleByVinHash, forgetVins, saveVehicle } from './vehicle-store.ts'
import type { Vehicle } from './vehicle.ts'

/** Assumed until the car's own reports tell. */
const ASSUMED_CAPACITY_KWH = 60
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

export interface Callback {
  /** Whose address was called. */
  readonly carmaker: CarmakerName
  /** Query parameters as the carmaker sent them. */
  readonly parameters: URLSearchParams
  /** The binding cookie of this browser, if it has one. */
  readonly binding: string | undefined
}

/**
 * Last step of a connection: takes the flow, exchanges the code, and in one transaction stores tokens, consent and cars.
 *
 * @throws FlowRefusedError if the flow is not this browser's; no token is asked for
 * @throws CarmakerError `authorization-refused` if the driver said no, or another if the exchange failed
 * @throws ConflictError `vehicle-connected-elsewhere` if another driver has the car; both connections stay as they are
 */
export async function completeConnection(
  deps: ConnectionDependencies,
  callback: Callback,
): Promise<Connection> {
  const state = callback.parameters.get('state') ?? ''
  const flow = await returnFromFlow(deps, { carmaker: callback.carmaker, state, binding: callback.binding })
  const { oauth } = deps.carmaker(flow.connection.carmaker)
  try {
    const tokens = await oauth.exchangeCode({
      parameters: callback.parameters,
      expectedState: state,
      codeVerifier: flow.codeVerifier,
    })
    announce(deps, flow, await keep(deps, flow, tokens))
  } catch (error) {
    await markAbandoned(deps.db, flow.connection.id)
    throw error
  }
  return (await findConnection(deps.db, flow.connection.id)) ?? flow.connection
}

/**
 * Stores tokens, consent and cars, or nothing: tokens that are not stored are given back at once.
 *
 * @returns how many cars
 */
async function keep(deps: ConnectionDependencies, flow: ReturnedFlow, tokens: TokenSet): Promise<number> {
  const { oauth, api } = deps.carmaker(flow.connection.carmaker)
  try {
    const listed = await api.listVehicles(tokens.accessToken)
    await deps.db.transaction().execute((trx) => store(deps, trx, { flow, tokens, listed }))
    return listed.length
  } catch (error) {
    await oauth.revoke(tokens.refreshToken).catch((second: unknown) => {
      deps.events.somethingFailed({ where: 'revocation of tokens that are not kept', error: second })
    })
    throw error
  }
}

function announce(
  deps: ConnectionDependencies,
  { connection, notice }: ReturnedFlow,
  vehicles: number,
): void {
  const facts = { connectionId: connection.id, carmaker: connection.carmaker }
  deps.events.consentGranted({ ...facts, language: notice.language, noticeVersion: notice.version })
  deps.events.connected({ ...facts, vehicles })
}

interface Completion {
  readonly flow: ReturnedFlow
  readonly tokens: TokenSet
  readonly listed: readonly ListedVehicle[]
}

async function store(deps: ConnectionDependencies, trx: Trx, completion: Completion): Promise<void> {
  const { flow, tokens, listed } = completion
  const { connection, notice } = flow
  const now = deps.clock.now()
  // First of all: it locks the row, so that of two flows for one connection the second sees that it is too late.
  if (!(await markConnected(trx, connection.id, now))) throw new FlowRefusedError()
  const replaced = await markReplaced(trx, connection, now)
  const key = await obtainDriverKey(trx, { kek: deps.kek, driverId: connection.driverId, now })
  await saveFirstTokens(trx, connection.id, sealTokens(key, connection.id, tokens, now))
  await appendConsentEvent(trx, {
    id: deps.randomness.id(),
    connectionId: connection.id,
    event: 'granted',
    at: now,
    notice,
    purposes: PURPOSES,
    scopesAsked: deps.carmaker(connection.carmaker).oauth.scopes,
    scopesGranted: tokens.grantedScopes,
    recipients: deps.recipients,
  })
  for (const car of listed) await storeVehicle(deps, trx, { connection, key, car, now })
  for (const id of replaced) await forgetVins(trx, id)
}

interface NewCar {
  readonly connection: Connection
  readonly key: DriverKey
  readonly car: ListedVehicle
  readonly now: Date
}

async function storeVehicle(
  deps: ConnectionDependencies,
  trx: Trx,
  { connection, key, car, now }: NewCar,
): Promise<void> {
  const vinHash = keyedHash(deps.kek, 'vin', car.vin)
  const known = await findVehicleByVinHash(trx, vinHash)
  if (known !== undefined && known.driverId !== connection.driverId) {
    throw new ConflictError(
      'vehicle-connected-elsewhere',
      'This car is connected for another driver. It is not moved: that driver has to withdraw first.',
    )
  }
  const site = await findSite(trx, connection.siteId)
  if (site === undefined) throw new NotFoundError('site')
  const { id: connectionId, driverId, siteId } = connection
  const learnt = known ?? newVehicle(deps.randomness.id(), site)
  await saveVehicle(
    trx,
    { ...learnt, connectionId, driverId, siteId },
    { key, reference: car.reference, vinHash, now },
  )
  await saveFirstPolicy(trx, learnt.id, { ...FIRST_POLICY, timeZone: site.timeZone })
  await makeDue(trx, 'vehicle_due', learnt.id, now)
}

function newVehicle(id: string, site: Site): Omit<Vehicle, 'connectionId' | 'driverId' | 'siteId'> {
  return {
    id,
    capacityKwh: ASSUMED_CAPACITY_KWH,
    powerKw: site.maxPowerKw,
    efficiency: ASSUMED_EFFICIENCY,
    homePlug: true,
  }
}
