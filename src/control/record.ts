import { isDrawing } from '../carmakers/charge-state.ts'
import { markWithdrawn } from '../connections/connection-store.ts'
import { neverDue, settleWrite, writeHeld } from '../database/claim-due.ts'
import type { Database, Trx } from '../database/database.ts'
import { createReads } from '../database/reads.ts'
import { write, type Write } from '../database/writes.ts'
import { appendEvent } from '../events/outbox-store.ts'
import { lookWrite, stateWrite } from '../vehicles/state-store.ts'
import { beginTestCharge, finishTestCharge } from '../vehicles/test-charge-store.ts'
import { forgetVins, hasDueVehicles, learntWrite } from '../vehicles/vehicle-store.ts'
import { addCarAccess, type CarAccess } from './car-access.ts'
import { commandWrite, confirmCommands, passReleaseOn } from './command-store.ts'
import { entryOf } from './decision-log.ts'
import { decisionWrite } from './decision-log-store.ts'
import type { Command } from './facts.ts'
import { endOverride, intentWrite, saveFoundOverride } from './intent-store.ts'
import { planWrite } from './plan-store.ts'
import { recordIncidents } from './record-incidents.ts'
import { tellNeighbours } from './site-cars.ts'
import type { Course } from './set-course.ts'
import type { Work } from './work.ts'

export type UnsentCommand = Omit<Command, 'outcome' | 'refusal' | 'confirmedAt'>

/** What is now to be sent, if anything is, and what opens the car for it, where that was read along. */
export interface Recorded {
  readonly command: UnsentCommand | null
  readonly access?: CarAccess
}

/**
 * Writes what a pass has seen and decided: what every pass writes in one statement, after whatever else there is.
 *
 * @returns the command that is now to be sent; if there is none, the claim is settled
 */
export async function record(work: Work, course: Course, trx: Trx): Promise<UnsentCommand | null> {
  await recordWill(work, course, trx)
  await recordTest(work, course, trx)
  await confirm(work, course, trx)
  await recordIncidents(work, course, trx)
  await tellNeighbours(trx, course.told, course.now)
  const command = commandOf(work, course)
  if (command?.purpose === 'release') await passReleaseOn(trx, targetOf(work))
  const settlement = command === null ? settlementOf(work, course) : {}
  await write(trx, ...writesOf(trx, work, course, command), settlement)
  if (command === null) await takeOffTheList(work, course, trx)
  return command
}

/**
 * As {@link record}, in one statement under the claim.
 *
 * @returns undefined if one is not enough: something is to be written that few passes write. Nothing is written then
 * @throws LeaseLostError if another process took the vehicle over meanwhile
 */
export async function recordAtOnce(work: Work, course: Course): Promise<Recorded | undefined> {
  if (isMore(work, course)) return undefined
  const { claim, deps } = work
  const command = commandOf(work, course)
  const writes = writesOf(deps.db, work, course, command)
  if (command === null) {
    await writeHeld(deps.db, claim, { nextDue: course.decision.nextDue, writes })
    return { command }
  }
  const reads = createReads(deps.db)
  const access = addCarAccess(reads, work)
  await writeHeld(deps.db, claim, { nextDue: null, writes, reads })
  return { command, access }
}

/** Whether there is more to write than {@link writesOf} and when the car is due again. */
function isMore({ known }: Work, { decision, begunTest, incidents, told, lesson }: Course): boolean {
  const { override, testResult, confirmed, command, nextDue, finishWithdrawal } = decision
  const seldom = [
    override !== 'keep',
    begunTest !== null || (known.test !== null && testResult !== null),
    incidents.length > 0 || lesson !== known.lesson,
    confirmed.length > 0 || command?.purpose === 'release',
    told.length > 0,
    finishWithdrawal || nextDue === null,
  ]
  return seldom.includes(true)
}

/** What any pass may write. */
function writesOf(
  db: Database | Trx,
  work: Work,
  course: Course,
  command: UnsentCommand | null,
): readonly Write[] {
  const { vehicle, newPlan, now } = course
  const made = { planCause: newPlan?.cause ?? null, commandId: command?.id ?? null }
  return [
    vehicle === work.known.vehicle ? {} : learntWrite(db, vehicle),
    newPlan === null ? {} : planWrite(db, newPlan),
    seenWrite(db, work, course),
    decidedWrite(db, course),
    command === null ? {} : commandWrite(db, targetOf(work), command),
    decisionWrite(vehicle.id, entryOf(course, made), now),
  ]
}

function targetOf({ known, connection }: Work): {
  readonly vehicleId: string
  readonly connectionId: string
} {
  return { vehicleId: known.vehicle.id, connectionId: connection.id }
}

function seenWrite(db: Database | Trx, { known }: Work, { state, vehicle }: Course): Write {
  if (state === undefined || state === known.state) return {}
  // What was not looked at may have been pushed meanwhile.
  const isLooked = state.checkedAt !== known.state?.checkedAt
  return isLooked ? stateWrite(db, vehicle.id, state) : lookWrite(db, vehicle.id, state.lookAt)
}

function decidedWrite(db: Database | Trx, { decision, vehicle, planId, now, facts }: Course): Write {
  if (decision.intent === null) return {}
  return intentWrite(db, vehicle.id, decision.intent, { planId, now, latestStart: facts.latestStart })
}

/** What the driver pressed while the pass was under way is newer than what it has found, and stays. */
async function recordWill(
  { known, deps }: Work,
  { decision, now, vehicle }: Course,
  trx: Trx,
): Promise<void> {
  if (decision.override === 'keep') return
  if (known.override !== undefined) await endOverride(trx, vehicle.id, known.override)
  if (decision.override === 'end') return
  const kind = decision.override
  await saveFoundOverride(trx, vehicle.id, { kind, since: now })
  const how = kind === 'by-hand' ? 'started' : 'stopped'
  const told = { id: deps.randomness.id(), vehicleId: vehicle.id, at: now }
  await appendEvent(trx, { ...told, type: 'driver.took_over', data: { how } })
  deps.events.driverTookOver({ vehicleId: vehicle.id, kind })
}

async function recordTest(
  { known, deps }: Work,
  { decision, begunTest, state, vehicle, now }: Course,
  trx: Trx,
): Promise<void> {
  if (begunTest !== null) {
    const wasCharging = isDrawing(state?.charge?.status ?? 'unknown')
    await beginTestCharge(trx, vehicle.id, { ...begunTest, wasCharging })
  }
  if (known.test === null || decision.testResult === null) return
  await finishTestCharge(trx, known.test.id, decision.testResult, now)
  const told = { id: deps.randomness.id(), vehicleId: vehicle.id, at: now }
  await appendEvent(trx, { ...told, type: 'test_charge.finished', data: decision.testResult })
}

async function confirm(
  { deps, connection, known }: Work,
  { decision, now }: Course,
  trx: Trx,
): Promise<void> {
  await confirmCommands(trx, decision.confirmed, now)
  for (const command of known.commands.filter(({ id }) => decision.confirmed.includes(id))) {
    deps.events.commandConfirmed({
      vehicleId: known.vehicle.id,
      commandId: command.id,
      carmaker: connection.carmaker,
      kind: command.kind,
      secondsAfterSend: (now.getTime() - command.sentAt.getTime()) / 1000,
    })
  }
}

function commandOf({ deps }: Work, { decision, now }: Course): UnsentCommand | null {
  if (decision.command === null || decision.intent === null) return null
  return { id: deps.randomness.id(), epoch: decision.intent.epoch, ...decision.command, sentAt: now }
}

/** Nothing for a car that is not to be due again. */
function settlementOf({ claim }: Work, { decision }: Course): Write {
  if (decision.finishWithdrawal || decision.nextDue === null) return {}
  return settleWrite(claim, decision.nextDue)
}

async function takeOffTheList(work: Work, { decision, vehicle, now }: Course, trx: Trx): Promise<void> {
  if (decision.finishWithdrawal) await finishWithdrawal(work, trx, now)
  else if (decision.nextDue === null) await neverDue(trx, 'vehicle_due', vehicle.id)
}

/** The car is given back. With the last car of the connection consent ends, and revocation becomes due. */
async function finishWithdrawal({ connection, known }: Work, trx: Trx, now: Date): Promise<void> {
  await neverDue(trx, 'vehicle_due', known.vehicle.id)
  if (await hasDueVehicles(trx, connection.id)) return
  await forgetVins(trx, connection.id)
  await markWithdrawn(trx, connection.id, now)
}
