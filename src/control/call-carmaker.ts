import { addMinutes } from 'date-fns'
import { CarmakerError } from '../carmakers/carmaker-error.ts'
import type { CommandOutcome } from '../carmakers/outcome.ts'
import type { CarmakerApi, Reading } from '../carmakers/port.ts'
import { RefreshBusyError, withAccess } from '../connections/tokens.ts'
import { findDriverKey } from '../keys/key-store.ts'
import { readsToday } from '../vehicles/state-store.ts'
import { openReference } from '../vehicles/vehicle-store.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import type { CommandKind } from './facts.ts'
import { consentOf } from './gather.ts'
import type { UnsentCommand } from './record.ts'
import type { Work } from './work.ts'

/** Live reads per car and day; carmakers bill them. */
const READS_PER_DAY = 120

/**
 * Reads the car, unless consent or budget forbid it. A failed read changes nothing: what was known stays, and ages.
 *
 * @returns `none` if there is no reading, `busy` if another process is refreshing the token
 */
export async function read(work: Work): Promise<Reading | 'none' | 'busy'> {
  const { deps, connection, known } = work
  if (consentOf(connection) !== 'live') return 'none'
  if ((await readsToday(deps.db, known.vehicle.id, deps.clock.now())) >= READS_PER_DAY) return 'none'
  try {
    const reading = await withCar(work, (api) => api.readChargeState)
    deps.events.vehicleRead({
      vehicleId: known.vehicle.id,
      carmaker: connection.carmaker,
      outcome: reading.kind,
    })
    return reading
  } catch (error) {
    if (error instanceof RefreshBusyError) return 'busy'
    if (!(error instanceof CarmakerError)) throw error
    deps.events.vehicleRead({
      vehicleId: known.vehicle.id,
      carmaker: connection.carmaker,
      outcome: error.code,
    })
    return 'none'
  }
}

/** A car that would not obey is asked about again this often; the driver may be giving us its key just now. */
const ASK_AGAIN_MINUTES = 15

/**
 * Asks whether the car would obey, where its brand knows such a thing and it is time to. What a failed question would
 * have told stays as it was.
 *
 * @returns the vehicle with what is now known; the same object if nothing new is
 */
export async function askControllable(work: Work): Promise<Vehicle> {
  const { deps, connection, known } = work
  const { vehicle } = known
  const now = deps.clock.now()
  const { readControllability } = deps.carmaker(connection.carmaker).api
  if (readControllability === undefined || consentOf(connection) !== 'live') return vehicle
  if (!isToBeAsked(vehicle, now)) return vehicle
  try {
    const controllable = await withCar(work, () => readControllability)
    return { ...vehicle, controllable, controllableAskedAt: now }
  } catch (error) {
    if (error instanceof RefreshBusyError || error instanceof CarmakerError) return vehicle
    throw error
  }
}

function isToBeAsked({ controllable, controllableAskedAt: askedAt }: Vehicle, now: Date): boolean {
  if (controllable === 'yes') return false
  return askedAt === null || now >= addMinutes(askedAt, ASK_AGAIN_MINUTES)
}

/** Sends a command that has been written down. Never throws for what a carmaker may do: that is an outcome. */
export async function send(work: Work, command: UnsentCommand): Promise<CommandOutcome> {
  const { deps, connection, known } = work
  const { carmaker } = connection
  const facts = { vehicleId: known.vehicle.id, commandId: command.id, carmaker, kind: command.kind }
  deps.events.commandSent({ ...facts, epoch: command.epoch, attempt: command.attempt })
  const outcome = await answered(withCar(work, (api) => callFor(api, command.kind)))
  const because = outcome.kind === 'refused' ? outcome.because : undefined
  deps.events.commandSettled({ ...facts, outcome: outcome.kind, because })
  return outcome
}

function callFor(api: CarmakerApi, kind: CommandKind): CarmakerApi['startCharging'] {
  return { start: api.startCharging, stop: api.stopCharging, wake: api.wake }[kind]
}

async function answered(call: Promise<CommandOutcome>): Promise<CommandOutcome> {
  try {
    return await call
  } catch (error) {
    // Both come before anything is sent: the token could not be had, or was not accepted.
    if (error instanceof RefreshBusyError) return { kind: 'refused', because: 'other' }
    if (error instanceof CarmakerError) return { kind: 'refused', because: 'consent_missing' }
    throw error
  }
}

/** The one place where a car's reference is in clear: between the store and the call. */
async function withCar<T>(
  { deps, connection, known }: Work,
  choose: (api: CarmakerApi) => (accessToken: string, reference: string) => Promise<T>,
): Promise<T> {
  const key = await findDriverKey(deps.db, deps.kek, connection.driverId)
  const reference = await openReference(deps.db, key, known.vehicle.id)
  const call = choose(deps.carmaker(connection.carmaker).api)
  return withAccess(deps, connection, (accessToken) => call(accessToken, reference))
}
