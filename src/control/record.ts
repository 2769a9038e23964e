import { isDrawing } from '../carmakers/charge-state.ts'
import { markWithdrawn } from '../connections/connection-store.ts'
import { neverDue, settleDue } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { appendEvent } from '../events/outbox-store.ts'
import { noteLook, saveState } from '../vehicles/state-store.ts'
import { beginTestCharge, finishTestCharge } from '../vehicles/test-charge-store.ts'
import { forgetVins, hasDueVehicles, saveLearnt } from '../vehicles/vehicle-store.ts'
import { confirmCommands, insertCommand } from './command-store.ts'
import { entryOf } from './decision-log.ts'
import { logDecision } from './decision-log-store.ts'
import type { Command } from './facts.ts'
import { endOverride, saveFoundOverride, saveIntent } from './intent-store.ts'
import { savePlan } from './plan-store.ts'
import { recordIncidents } from './record-incidents.ts'
import { tellNeighbours } from './site-cars.ts'
import type { Course } from './set-course.ts'
import type { Work } from './work.ts'

export type UnsentCommand = Omit<Command, 'outcome' | 'refusal' | 'confirmedAt'>

/**
 * Writes what a pass has seen and decided.
 *
 * @returns the command that is now to be sent; if there is none, the claim is settled
 */
export async function record(work: Work, course: Course, trx: Trx): Promise<UnsentCommand | null> {
  await recordSeen(work, course, trx)
  await recordDecided(course, trx)
  await recordWill(work, course, trx)
  await recordTest(work, course, trx)
  await confirm(work, course, trx)
  await recordIncidents(work, course, trx)
  await tellNeighbours(trx, course.told, course.now)
  const command = await recordCommand(work, course, trx)
  const made = { planCause: course.newPlan?.cause ?? null, commandId: command?.id ?? null }
  await logDecision(trx, course.vehicle.id, entryOf(course, made), course.now)
  if (command === null) await settle(work, course, trx)
  return command
}

async function recordSeen({ known }: Work, { state, vehicle }: Course, trx: Trx): Promise<void> {
  if (state !== undefined && state !== known.state) {
    // What was not looked at may have been pushed meanwhile.
    const isLooked = state.checkedAt !== known.state?.checkedAt
    await (isLooked ? saveState(trx, vehicle.id, state) : noteLook(trx, vehicle.id, state.lookAt))
  }
  if (vehicle !== known.vehicle) await saveLearnt(trx, vehicle)
}

async function recordDecided(course: Course, trx: Trx): Promise<void> {
  const { decision, now, vehicle } = course
  if (course.newPlan !== null) await savePlan(trx, course.newPlan)
  if (decision.intent !== null)
    await saveIntent(trx, vehicle.id, decision.intent, {
      planId: course.planId,
      now,
      latestStart: course.facts.latestStart,
    })
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

async function recordCommand(work: Work, course: Course, trx: Trx): Promise<UnsentCommand | null> {
  const { decision, now, vehicle } = course
  if (decision.command === null || decision.intent === null) return null
  const id = work.deps.randomness.id()
  const command = { id, epoch: decision.intent.epoch, ...decision.command, sentAt: now }
  await insertCommand(trx, { vehicleId: vehicle.id, connectionId: work.connection.id }, command)
  return command
}

async function settle(work: Work, { decision, vehicle, now }: Course, trx: Trx): Promise<void> {
  if (decision.finishWithdrawal) return finishWithdrawal(work, trx, now)
  if (decision.nextDue === null) return neverDue(trx, 'vehicle_due', vehicle.id)
  return settleDue(trx, work.claim, decision.nextDue)
}

/** The car is given back. With the last car of the connection consent ends, and revocation becomes due. */
async function finishWithdrawal({ connection, known }: Work, trx: Trx, now: Date): Promise<void> {
  await neverDue(trx, 'vehicle_due', known.vehicle.id)
  if (await hasDueVehicles(trx, connection.id)) return
  await forgetVins(trx, connection.id)
  await markWithdrawn(trx, connection.id, now)
}
