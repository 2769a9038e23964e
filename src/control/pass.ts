import { addMinutes, addSeconds } from 'date-fns'
import { CarmakerError } from '../carmakers/carmaker-error.ts'
import type { Reading } from '../carmakers/port.ts'
import type { CommandOutcome } from '../carmakers/outcome.ts'
import { findConnection, markWithdrawn, type Connection } from '../connections/connection-store.ts'
import { RefreshBusyError, withAccess } from '../connections/tokens.ts'
import { fenced, neverDue, settleDue, type Claim } from '../database/claim-due.ts'
import type { Trx } from '../database/database.ts'
import { findDriverKey } from '../keys/key-store.ts'
import { findSite } from '../sites/site-store.ts'
import { readsToday, saveState } from '../vehicles/state-store.ts'
import { findVehicle, forgetVins, hasDueVehicles, openReference, saveLearnt } from '../vehicles/vehicle-store.ts'
import { learn, observe, type Vehicle, type VehicleState } from '../vehicles/vehicle.ts'
import { confirmCommands, insertCommand, settleCommand } from './command-store.ts'
import { decide } from './decide.ts'
import type { ControlDependencies } from './dependencies.ts'
import type { Command, Decision, Facts } from './facts.ts'
import { consentOf, costsAhead, gather, type Known } from './gather.ts'
import { endOverride, saveIntent, saveOverride } from './intent-store.ts'
import { latestStartNow, replan, type MadePlan } from './make-plan.ts'
import { savePlan, type StoredPlan } from './plan-store.ts'

/** Live reads per car and day; the carmaker bills them. */
const READS_PER_DAY = 120
const BUSY_SECONDS = 5

/**
 * One pass over one vehicle: observe, plan if something changed, decide, send at most one command, say when it is due
 * again. All that is decided is written in one fenced transaction before anything is sent, so a crash at any point
 * leaves either nothing or a command whose outcome is unknown, and the next pass sees to it.
 */
export async function pass(deps: ControlDependencies, claim: Claim): Promise<void> {
  const vehicle = await findVehicle(deps.db, claim.key)
  const connection = vehicle === undefined ? undefined : await findConnection(deps.db, vehicle.connectionId)
  const known = vehicle === undefined ? undefined : await gather(deps.db, vehicle, deps.clock.now())
  if (connection === undefined || known === undefined) {
    await fenced(deps.db, claim, (trx) => neverDue(trx, 'vehicle_due', claim.key))
    return
  }
  const work: Work = { deps, claim, connection, known }
  const reading = await read(work)
  if (reading === 'busy') return settle(work, addSeconds(deps.clock.now(), BUSY_SECONDS))
  const course = await chart(work, reading)
  const command = await fenced(deps.db, claim, (trx) => write(work, course, trx))
  if (command === null) return
  const outcome = await send(work, command)
  await fenced(deps.db, claim, async (trx) => {
    await settleCommand(trx, command, outcome, deps.clock.now())
    if (course.decision.nextDue !== null) await settleDue(trx, claim, course.decision.nextDue)
  })
}

interface Work {
  readonly deps: ControlDependencies
  readonly claim: Claim
  readonly connection: Connection
  readonly known: Known
}

/** Where the pass goes from here: what was seen, the plan that now holds, and the decision. */
interface Course {
  readonly now: Date
  readonly state: VehicleState | undefined
  readonly vehicle: Vehicle
  readonly newPlan: StoredPlan | null
  readonly planId: string | null
  readonly decision: Decision
}

/** Reads the car, unless consent or budget forbid it. A failed read changes nothing: what was known stays, and ages. */
async function read({ deps, connection, known }: Work): Promise<Reading | 'none' | 'busy'> {
  const { vehicle } = known
  if (consentOf(connection) !== 'live') return 'none'
  if ((await readsToday(deps.db, vehicle.id, deps.clock.now())) >= READS_PER_DAY) return 'none'
  const key = await findDriverKey(deps.db, deps.kek, vehicle.driverId)
  const reference = await openReference(deps.db, key, vehicle.id)
  const { api } = deps.carmaker(connection.carmaker)
  try {
    return await withAccess(deps, connection, (token) => api.readChargeState(token, reference))
  } catch (error) {
    if (error instanceof RefreshBusyError) return 'busy'
    if (!(error instanceof CarmakerError)) throw error
    deps.events.passFailed({ vehicleId: vehicle.id, error })
    return 'none'
  }
}

async function chart(work: Work, reading: Reading | 'none'): Promise<Course> {
  const { deps, known, connection } = work
  const now = deps.clock.now()
  const state =
    reading === 'none' ? known.state : observe(known.state, reading, { checkedAt: now, policy: known.policy })
  const vehicle = state?.charge == null ? known.vehicle : learn(known.vehicle, state.charge)
  const previous = known.plan ?? null
  const live = consentOf(connection) === 'live'
  const newPlan = live && state !== undefined ? await planAnew(work, { now, state, vehicle, previous }) : null
  const followed = newPlan ?? previous
  const latestStart =
    state === undefined
      ? null
      : latestStartNow({ now, vehicle, policy: known.policy, state, previous: followed })
  const facts: Facts = {
    now,
    consent: consentOf(connection),
    policy: known.policy,
    homePlug: vehicle.homePlug,
    state,
    followed,
    latestStart,
    override: known.override ?? null,
    previous: known.intent ?? null,
    commands: known.commands,
    spentToday: known.spentToday,
  }
  return { now, state, vehicle, newPlan, planId: followed?.id ?? null, decision: decide(facts) }
}

interface Seen {
  readonly now: Date
  readonly state: VehicleState
  readonly vehicle: Vehicle
  readonly previous: MadePlan | null
}

async function planAnew({ deps, known }: Work, seen: Seen): Promise<StoredPlan | null> {
  const site = await findSite(deps.db, seen.vehicle.siteId)
  if (site === undefined) return null
  const slots = await costsAhead(deps.db, site, seen.now)
  const result = replan({ ...seen, policy: known.policy, slots })
  if (result === null) return null
  const { made, cause } = result
  const facts = { vehicleId: seen.vehicle.id, trigger: cause }
  deps.events.plansComputed([{ ...facts, feasibility: made.plan.feasibility, solver: made.plan.solver }])
  return { ...made, id: deps.randomness.id(), vehicleId: seen.vehicle.id, madeAt: seen.now, cause }
}

type UnsentCommand = Omit<Command, 'outcome' | 'refusal' | 'confirmedAt'>

/** Writes everything the pass has found and decided. @returns the command that is now to be sent, if any */
async function write(work: Work, course: Course, trx: Trx): Promise<UnsentCommand | null> {
  const { claim, deps, connection } = work
  const { decision, now, state, vehicle } = course
  if (state !== undefined && state !== work.known.state) await saveState(trx, vehicle.id, state)
  if (vehicle !== work.known.vehicle) await saveLearnt(trx, vehicle)
  if (course.newPlan !== null) await savePlan(trx, course.newPlan)
  if (decision.intent !== null) await saveIntent(trx, vehicle.id, decision.intent, { planId: course.planId, now })
  if (decision.override === 'end') await endOverride(trx, vehicle.id)
  if (decision.override === 'by-hand') await saveOverride(trx, vehicle.id, { kind: 'by-hand', since: now })
  await confirm(work, course, trx)
  if (decision.command !== null && decision.intent !== null) {
    const command = { id: deps.randomness.id(), epoch: decision.intent.epoch, ...decision.command, sentAt: now }
    await insertCommand(trx, { vehicleId: vehicle.id, connectionId: connection.id }, command)
    return command
  }
  if (decision.finishWithdrawal) await finishWithdrawal(trx, { vehicle, connection, now })
  else if (decision.nextDue === null) await neverDue(trx, 'vehicle_due', vehicle.id)
  else await settleDue(trx, claim, decision.nextDue)
  return null
}

async function confirm({ deps, connection, known }: Work, { decision, now }: Course, trx: Trx): Promise<void> {
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

/** The car is given back. With the last car of the connection consent ends, and revocation becomes due. */
async function finishWithdrawal(
  trx: Trx,
  { vehicle, connection, now }: { vehicle: Vehicle; connection: Connection; now: Date },
): Promise<void> {
  await neverDue(trx, 'vehicle_due', vehicle.id)
  if (await hasDueVehicles(trx, connection.id)) return
  await forgetVins(trx, connection.id)
  await markWithdrawn(trx, connection.id, now)
}

async function send({ deps, connection, known }: Work, command: UnsentCommand): Promise<CommandOutcome> {
  const { vehicle } = known
  const { carmaker } = connection
  const facts = { vehicleId: vehicle.id, commandId: command.id, carmaker, kind: command.kind }
  deps.events.commandSent({ ...facts, epoch: command.epoch, attempt: command.attempt })
  const outcome = await call({ deps, connection, known }, command.kind)
  const because = outcome.kind === 'refused' ? outcome.because : undefined
  deps.events.commandSettled({ ...facts, outcome: outcome.kind, because })
  return outcome
}

async function call(work: Pick<Work, 'deps' | 'connection' | 'known'>, kind: Command['kind']): Promise<CommandOutcome> {
  const { deps, connection, known } = work
  const { api } = deps.carmaker(connection.carmaker)
  const key = await findDriverKey(deps.db, deps.kek, known.vehicle.driverId)
  const reference = await openReference(deps.db, key, known.vehicle.id)
  const commands = { start: api.startCharging, stop: api.stopCharging, wake: api.wake }
  try {
    return await withAccess(deps, connection, (token) => commands[kind](token, reference))
  } catch (error) {
    if (error instanceof RefreshBusyError) return { kind: 'refused', because: 'other' }
    if (!(error instanceof CarmakerError)) throw error
    return error.mayHaveSucceeded ? { kind: 'unknown' } : { kind: 'refused', because: 'consent_missing' }
  }
}

function settle({ deps, claim }: Work, nextDue: Date): Promise<void> {
  return fenced(deps.db, claim, (trx) => settleDue(trx, claim, nextDue))
}

/** After a fault of our own the vehicle is looked at again soon, not at once. */
export function afterFault(now: Date): Date {
  return addMinutes(now, 1)
}
