import { CarmakerError, OutOfRegionError } from '../carmakers/carmaker-error.ts'
import type { CommandOutcome } from '../carmakers/outcome.ts'
import type { CarmakerApi, Reading } from '../carmakers/port.ts'
import { isRefused, MENDED_BY_CONSENT } from '../connections/consent-open.ts'
import { RefreshBusyError } from '../connections/tokens.ts'
import { LeaseLostError } from '../database/claim-due.ts'
import { createReads } from '../database/reads.ts'
import type { Write } from '../database/writes.ts'
import { callsWrite, giveReadBack, readsToday, takeRead } from '../vehicles/call-store.ts'
import { addCarAccess, withCar, type CarAccess } from './car-access.ts'
import type { CommandKind } from './facts.ts'
import { consentOf } from './gather.ts'
import type { Away } from './breaker.ts'
import { isToBeGivenBack } from './held-back.ts'
import { quietAskedBy, READS_PER_DAY, refused, sparing, type Quiet, type Refused } from './quiet.ts'
import type { UnsentCommand } from './record.ts'
import { accessFails, accessWorks } from './watch-access.ts'
import { EARLY_READS_PER_DAY, isBeforeOwnLook, isEnoughToAct } from './before-own-look.ts'
import { isWorthReading } from './worth-reading.ts'
import { hostFor, type Work } from './work.ts'

/** Another process is refreshing the token; it takes a moment. */
export const BUSY_SECONDS = 5
/** The token cannot be renewed at the moment, for reasons of the carmaker's. */
const TOKEN_SECONDS = 60

/**
 * Reads the car, unless consent, budget or economy forbid it. A failed read changes nothing: what was known stays, and ages.
 *
 * @returns `none` if there is no reading, `busy` if another process is refreshing the token; where it failed because the carmaker is away or
 * refuses access, that
 */
export async function read(work: Work): Promise<Reading | 'none' | 'busy' | Quiet | Refused | Away> {
  const { deps, connection, known } = work
  const vehicleId = known.vehicle.id
  const now = deps.clock.now()
  if (consentOf(connection) !== 'live' || !isToBeRead(work, now)) return 'none'
  const reads = createReads(deps.db)
  const access = addCarAccess(reads, work)
  if (!(await takeRead(reads, vehicleId, { now, ...budgetOf(work, now) }))) return 'none'
  const tellRead = (outcome: string): void => {
    deps.events.vehicleRead({ vehicleId, carmaker: connection.carmaker, outcome })
  }
  try {
    const found = { isRenewable: true }
    const tell = (isRenewable: boolean) => (found.isRenewable = isRenewable)
    const reading = await withCar(work, (api) => api.readChargeState, { access, tell })
    if (!isBilled(reading)) await giveReadBack(deps.db, vehicleId, now)
    tellRead(nameOf(reading))
    await accessWorks(work, found)
    return reading
  } catch (error) {
    if (!isBilledError(error)) await giveReadBack(deps.db, vehicleId, now)
    if (error instanceof RefreshBusyError) return 'busy'
    if (!(error instanceof CarmakerError)) throw error
    tellRead(error.code)
    await accessFails(work, error)
    return stopAfter(work, error)
  }
}

/** For metrics and log. A report that does not tell its age is marked there: nothing else of it differs. */
function nameOf(reading: Reading): string {
  return reading.kind === 'state' && reading.state.observedAt === null ? 'state-undated' : reading.kind
}

/** What a failed read asks for beside patience with this car. */
async function stopAfter(work: Work, error: CarmakerError): Promise<'none' | Quiet | Refused | Away> {
  const { deps, connection, known } = work
  const { code, retryAfterSeconds } = error
  const now = deps.clock.now()
  const asked = quietAskedBy(error, now)
  if (asked !== null && code === 'rate-limited')
    return sparing(asked, await readsToday(deps.db, known.vehicle.id, now), now)
  if (MENDED_BY_CONSENT.includes(code)) return refused(isRefused(connection), retryAfterSeconds, now)
  const outage = deps.breaker.openOf(hostFor(work))
  if (outage !== null) return { kind: 'away', ...outage }
  return asked ?? 'none'
}

/**
 * A car is started before it is looked at in an evacuation, where there are many and few calls for each, and while its carmaker does
 * not answer: it has one try, which is for the start. Whoever is to find out whether the carmaker is back asks, whatever is known.
 */
function isToBeRead(work: Work, now: Date): boolean {
  const { deps, known } = work
  const host = hostFor(work)
  const { evacuating = false, state, vehicle } = known
  const isUnread = evacuating || deps.breaker.openOf(host) !== null
  if (isUnread && state?.reach === 'online' && isToBeGivenBack(known)) return false
  if (deps.breaker.isProbing(host, vehicle.id)) return true
  // Where access was refused only an answer shows whether it still is.
  if (!isRefused(work.connection) && isEnoughToAct(known, now)) return false
  return isWorthReading(known, now)
}

/** Whoever is to find out whether the carmaker is back, or still refuses, is not early. */
function budgetOf(work: Work, now: Date): { readonly budget: number; readonly earlyBudget?: number } {
  const { deps, connection, known } = work
  const budget = READS_PER_DAY
  const findsOut = isRefused(connection) || deps.breaker.isProbing(hostFor(work), known.vehicle.id)
  return !findsOut && isBeforeOwnLook(known, now) ? { budget, earlyBudget: EARLY_READS_PER_DAY } : { budget }
}

/** The carmaker has answered, if only to refuse. */
export function isBilledError(error: unknown): boolean {
  return error instanceof CarmakerError && error.status !== undefined && error.status < 500
}

/** Whether a car sleeps is told for nothing; answers from 500 on are not billed either. */
function isBilled(reading: Reading): boolean {
  return reading.kind === 'state' || (reading.kind === 'asleep' && reading.asked === true)
}

/** What became of a command, and what it is billed as, to be written down with that. */
export interface Answer {
  readonly outcome: CommandOutcome
  readonly calls: Write
}

/** A command that has been written down. */
export interface ToSend {
  readonly command: UnsentCommand
  /** Process time; a process that stood still until then must not send what another may have sent by now. */
  readonly sendBefore: Date
  /** What opens the car, where that was read along with the writing. */
  readonly access?: CarAccess | undefined
}

/**
 * Sends a command. What a carmaker may do never throws: that is an outcome.
 *
 * @throws LeaseLostError if it is too late to send
 */
export async function send(work: Work, { command, sendBefore, access }: ToSend): Promise<Answer> {
  const { deps, connection, known } = work
  const { carmaker } = connection
  const facts = { vehicleId: known.vehicle.id, commandId: command.id, carmaker, kind: command.kind }
  deps.events.commandSent({ ...facts, epoch: command.epoch, attempt: command.attempt })
  const car = { isCalled: false }
  const call = (api: CarmakerApi) => (accessToken: string, reference: string) => {
    requireInTime(deps, sendBefore)
    car.isCalled = true
    return callFor(api, command.kind)(accessToken, reference, command.purpose)
  }
  const outcome = await answered(withCar(work, call, { access }))
  if (outcome.kind === 'unknown') deps.breaker.tellMissed(hostFor(work), known.vehicle.id)
  const because = outcome.kind === 'refused' ? outcome.because : undefined
  const kind = command.kind === 'wake' ? { wakes: 1 } : { commands: 1 }
  const isBilled = car.isCalled && because !== 'not_sent'
  deps.events.commandSettled({ ...facts, outcome: outcome.kind, because })
  return { outcome, calls: isBilled ? callsWrite(known.vehicle.id, deps.clock.now(), kind) : {} }
}

/** The last thing before the command leaves the process: tokens may have taken their time. */
function requireInTime({ processClock }: Work['deps'], sendBefore: Date): void {
  if (processClock.now() >= sendBefore)
    throw new LeaseLostError('This process stood still for too long to send a command')
}

function callFor(api: CarmakerApi, kind: CommandKind): CarmakerApi['startCharging'] {
  return { start: api.startCharging, stop: api.stopCharging, wake: api.wake }[kind]
}

async function answered(call: Promise<CommandOutcome>): Promise<CommandOutcome> {
  try {
    return await call
  } catch (error) {
    // All come before the car is told: the token could not be had, or was not accepted, or no region serves the driver.
    if (error instanceof RefreshBusyError)
      return { kind: 'refused', because: 'not_sent', retryAfterSeconds: BUSY_SECONDS }
    if (error instanceof OutOfRegionError) return { kind: 'refused', because: 'client_misconfigured' }
    if (!(error instanceof CarmakerError)) throw error
    const { temporary, retryAfterSeconds } = error
    const isWaitTold = retryAfterSeconds !== undefined
    const wait = {
      retryAfterSeconds: retryAfterSeconds ?? TOKEN_SECONDS,
      isWaitTold,
      isTokenMissing: !isWaitTold,
    }
    if (temporary) return { kind: 'refused', because: 'not_sent', ...wait }
    return { kind: 'refused', because: 'consent_missing' }
  }
}
