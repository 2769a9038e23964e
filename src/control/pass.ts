import { addSeconds } from 'date-fns'
import { findConnection } from '../connections/connection-store.ts'
import { isRefused } from '../connections/consent-open.ts'
import { putOffPermissions } from '../connections/permission-store.ts'
import type { CommandOutcome } from '../carmakers/outcome.ts'
import type { Reading } from '../carmakers/port.ts'
import {
  fenced,
  LeaseLostError,
  neverDue,
  SEND_WITHIN_SECONDS,
  settleDue,
  writeHeld,
  type Claim,
} from '../database/claim-due.ts'
import { write } from '../database/writes.ts'
import { tellHealth } from '../vehicles/health-watch.ts'
import { saveNotPaired, saveQuiet } from '../vehicles/vehicle-store.ts'
import { askControllable } from './ask-controllable.ts'
import { askPermissions } from './ask-permissions.ts'
import { askToStream } from './ask-to-stream.ts'
import type { Away } from './breaker.ts'
import { BUSY_SECONDS, read, send, type Answer } from './call-carmaker.ts'
import { stoppedAtGate, waitForCarmaker } from './carmaker-gate.ts'
import { outcomeWrite } from './command-store.ts'
import type { ControlDependencies } from './dependencies.ts'
import { consentOf } from './gather.ts'
import { saveReason } from './intent-store.ts'
import { planFromKnown } from './plan-from-known.ts'
import type { Prepared } from './prepare.ts'
import { quietAfter, type Quiet, type Refused } from './quiet.ts'
import type { UnsentCommand } from './record.ts'
import { rest } from './rest.ts'
import { setCourse, type Course } from './set-course.ts'
import { takeCourse } from './take-course.ts'
import type { Work } from './work.ts'

/**
 * One pass over one vehicle: observe, plan if something changed, decide, send at most one command, say when it is due
 * again. All that was seen and decided is written under the claim, at once, before anything is sent, so a crash at any
 * point leaves either nothing, or a command whose outcome is unknown and which the next pass sees to.
 *
 * @returns why the car is, or is not, charging now; for the log
 * @throws LeaseLostError if another process took the vehicle over meanwhile
 */
export async function pass(
  deps: ControlDependencies,
  claim: Claim,
  prepared: Prepared | undefined,
): Promise<string> {
  if (prepared === undefined) {
    await fenced(deps.db, claim, (trx) => neverDue(trx, 'vehicle_due', claim.key))
    return 'vehicle_gone'
  }
  const work = { deps, claim, ...prepared }
  const quietUntil = quietUntilOf(work)
  if (quietUntil !== null) return waitUntil(work, quietUntil)
  const planned = await planFromKnown(work)
  if (planned !== null) return planned.decision.reason.code
  const stopped = await stoppedAtGate(work)
  if (stopped !== null) return stopped.why
  const reading = await read(work)
  if (reading === 'busy') {
    const soon = addSeconds(deps.clock.now(), BUSY_SECONDS)
    await fenced(deps.db, claim, (trx) => settleDue(trx, claim, soon))
    return 'token_busy'
  }
  if (isStop(reading)) return stop(work, reading)
  const asked = await askToStream(await askControllable(await askPermissions(work, reading)))
  // Before the lease is renewed, so that the process cannot take it for longer than it is.
  const sendBefore = addSeconds(deps.processClock.now(), SEND_WITHIN_SECONDS)
  const { course, command, access } = await takeCourse(asked, (bench, place) =>
    setCourse(bench, reading, place),
  )
  if (command === null) return course.decision.reason.code
  const answer = await send(work, { command, sendBefore, access })
  await settle(work, { course, command, ...answer }).catch(async (error: unknown) => {
    // A call is billed whoever has the car by now.
    if (error instanceof LeaseLostError) await write(deps.db, answer.calls)
    throw error
  })
  if (isNotPaired(answer.outcome)) await tellHealth(deps, work.connection.id, deps.clock.now())
  return course.decision.reason.code
}

/** A withdrawal does not wait here: it has a minute, and one call at most. */
function quietUntilOf({ deps, connection, known }: Work): Date | null {
  const { quietUntil } = known.vehicle
  const isQuiet = quietUntil !== null && deps.clock.now() < quietUntil
  return isQuiet && consentOf(connection) === 'live' ? quietUntil : null
}

/** The driver has taken our key out of the car. */
function isNotPaired(outcome: CommandOutcome): boolean {
  return outcome.kind === 'refused' && outcome.because === 'not_paired'
}

/** The driver has taken a permission back at the carmaker, as may be: what is left is asked for at the next pass. */
function isNotPermitted(outcome: CommandOutcome): boolean {
  return outcome.kind === 'refused' && outcome.because === 'consent_missing'
}

interface Sent extends Answer {
  readonly course: Course
  readonly command: UnsentCommand
}

/** What came back is written down. Most answers ask for nothing more, and one statement does. */
async function settle(
  { deps, claim, connection, known }: Work,
  { course, command, outcome, calls }: Sent,
): Promise<void> {
  const now = deps.clock.now()
  const { vehicle, decision } = course
  const cameBack = [outcomeWrite(deps.db, command, outcome, now), calls]
  const quietUntil = quietAfter(outcome, now, command.purpose, known.commands)
  if (outcome.kind === 'done' && quietUntil === null && decision.nextDue !== null)
    return writeHeld(deps.db, claim, { nextDue: decision.nextDue, writes: cameBack })
  await fenced(deps.db, claim, async (trx) => {
    await write(trx, ...cameBack)
    if (isNotPaired(outcome)) await saveNotPaired(trx, vehicle.id, now)
    if (isNotPermitted(outcome)) await putOffPermissions(trx, connection.id, now)
    if (quietUntil !== null) await saveQuiet(trx, vehicle.id, quietUntil)
    if (decision.nextDue !== null) await settleDue(trx, claim, decision.nextDue)
  })
}

/**
 * The carmaker wants no call before then, to the second, or refuses access until the driver mends that; what is wanted is decided
 * anew when it may be called.
 */
async function waitUntil(work: Work, until: Date): Promise<string> {
  const { known, connection } = work
  const isLost = isRefused(connection)
  const vehicle = { ...known.vehicle, quietUntil: until }
  await rest(
    { ...work, known: { ...known, vehicle } },
    {
      downSince: null,
      until,
      also: async (trx) => {
        await saveQuiet(trx, vehicle.id, until)
        if (isLost) await saveReason(trx, vehicle.id, { code: 'reauth_required' })
      },
    },
  )
  return isLost ? 'reauth_required' : 'rate_limited'
}

type Stop = Quiet | Refused | Away

function isStop(reading: Reading | 'none' | Stop): reading is Stop {
  return reading !== 'none' && STOPS.has(reading.kind)
}

const STOPS: ReadonlySet<string> = new Set<Stop['kind']>(['quiet', 'refused', 'away'])

/** A carmaker that does not answer, or refuses, would not hear a command either. */
async function stop(work: Work, found: Stop): Promise<string> {
  if (found.kind === 'quiet') return waitUntil(work, found.until)
  if (found.kind === 'refused') return leaveAlone(work, found.until)
  await waitForCarmaker(work, { since: found.since, until: found.nextProbe })
  return 'carmaker_away'
}

/** A connection that ended with the refusal needs no such rest: its cars are not asked anyway. */
async function leaveAlone(work: Work, until: Date): Promise<string> {
  const { deps, claim } = work
  const connection = await findConnection(deps.db, work.connection.id)
  if (connection?.state === 'connected') return waitUntil({ ...work, connection }, until)
  await fenced(deps.db, claim, (trx) => settleDue(trx, claim, deps.clock.now()))
  return 'reauth_required'
}
