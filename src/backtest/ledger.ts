import type { ChargeState } from '../carmakers/charge-state.ts'
import type { CommandOutcome } from '../carmakers/outcome.ts'
import { spentOnDay } from '../control/budget-day.ts'
import type { Command } from '../control/facts.ts'
import type { Known, StoredPlan } from '../control/known.ts'
import { READS_PER_DAY } from '../control/quiet.ts'
import type { Course } from '../control/set-course.ts'
import { wasSent } from '../control/was-sent.ts'
import { openAfter } from '../control/watch-incidents.ts'
import type { TestCharge } from '../vehicles/test-charge.ts'
import { observe, policyAt, type Vehicle } from '../vehicles/vehicle.ts'
import type { Wish } from './night.ts'
import { wished } from './wished.ts'

/** What stands in the tables of a vehicle, in memory. */
export type Stored = Omit<Known, 'plan' | 'commands' | 'spentToday' | 'tests'>

/** The rows of one vehicle: what the stores keep, with the same rules, for as long as a night lasts. */
export interface Ledger {
  /** What a pass finds; see `gather`. */
  known(now: Date): Known
  /** Writes what a pass has seen and decided. @returns the command to be sent, if there is one */
  record(course: Course, newId: () => string): Command | null
  settle(command: Command, outcome: CommandOutcome, now: Date): void
  saveVehicle(change: Partial<Vehicle>): void
  /** New prices make the car due before it would be looked at. */
  noteLook(lookAt: Date, now: Date): void
  /** It is asked whenever it is due. */
  forgetLook(): void
  /** What the car tells by itself; see `takePushed`. */
  push(state: ChargeState, now: Date): void
  /** What the driver asks for now, as the API takes it. */
  take(wish: Wish, now: Date): void
  /** Reads taken on the day of an instant. */
  readsOn(now: Date): number
  /** See `takeRead`. */
  takeRead(now: Date): boolean
  giveReadBack(now: Date): void
  /** Newest first. */
  readonly commands: () => readonly Command[]
  readonly tests: () => readonly TestCharge[]
  readonly plans: () => readonly StoredPlan[]
}

export function createLedger(first: Stored): Ledger {
  let stored = first
  let plans: readonly StoredPlan[] = []
  let commands: readonly Command[] = []
  let tests: readonly TestCharge[] = []
  const reads = new Map<string, number>()
  const readsOn = (now: Date): number => reads.get(dayOf(now)) ?? 0
  return {
    known: (now) => knownFrom(stored, { plans, commands, tests }, now),
    record: (course, newId) => {
      if (course.newPlan !== null) plans = [...plans, course.newPlan]
      commands = confirmed(commands, course)
      stored = withCourse(stored, course)
      tests = withTest(tests, course)
      stored = { ...stored, test: tests.find(({ finishedAt }) => finishedAt === null) ?? null }
      const command = commandOf(course, newId)
      if (command !== null) commands = newestFirst([withoutTwin(command, commands), ...commands])
      return command
    },
    settle: (command, outcome, now) => {
      commands = commands.map((one) => (one.id === command.id ? settled(one, outcome, now) : one))
    },
    saveVehicle: (change) => {
      stored = { ...stored, vehicle: { ...stored.vehicle, ...change } }
    },
    forgetLook: () => {
      const { state } = stored
      if (state !== undefined) stored = { ...stored, state: { ...state, lookAt: undefined } }
    },
    noteLook: (lookAt, now) => {
      stored = withLook(stored, lookAt, now)
    },
    push: (state, now) => {
      stored = withPushed(stored, state, now)
    },
    take: (wish, now) => {
      stored = { ...stored, ...wished(knownFrom(stored, { plans, commands, tests }, now), wish, now) }
    },
    takeRead: (now) => {
      if (readsOn(now) >= READS_PER_DAY) return false
      reads.set(dayOf(now), readsOn(now) + 1)
      return true
    },
    readsOn,
    giveReadBack: (now) => void reads.set(dayOf(now), Math.max(0, readsOn(now) - 1)),
    commands: () => commands,
    tests: () => tests,
    plans: () => plans,
  }
}

/** One that is noted and still to come stays. */
function withLook(stored: Stored, lookAt: Date, now: Date): Stored {
  const { state } = stored
  if (state === undefined || (state.lookAt !== undefined && state.lookAt > now)) return stored
  return { ...stored, state: { ...state, lookAt } }
}

interface Rows {
  readonly plans: readonly StoredPlan[]
  readonly commands: readonly Command[]
  readonly tests: readonly TestCharge[]
}

function knownFrom(stored: Stored, { plans, commands, tests }: Rows, now: Date): Known {
  const since = stored.state?.pluggedInAt ?? now
  return {
    ...stored,
    policy: policyAt(stored.policy, now),
    plan: plans.findLast(({ madeAt }) => madeAt >= since),
    commands: commands.filter(({ sentAt }) => sentAt >= since),
    tests: tests.filter(({ askedAt }) => askedAt >= since),
    spentToday: spentOnDay(commands.filter(wasSent), stored.policy, now),
  }
}

/** What is older than what is known changes nothing. */
function withPushed(stored: Stored, state: ChargeState, now: Date): Stored {
  const seen = observe(stored.state, { kind: 'state', state }, { checkedAt: now, policy: stored.policy })
  if (seen.charge === stored.state?.charge) return stored
  return { ...stored, state: { ...seen, doubtedAt: undefined, pushedAt: now } }
}

/** Budgets of reads go by the day in UTC. */
function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10)
}

function withCourse(stored: Stored, course: Course): Stored {
  const { state, vehicle, decision, now, lesson, incidents } = course
  const { intent, override } = decision
  return {
    ...stored,
    vehicle,
    state,
    intent: intent === null ? stored.intent : { ...intent, decidedAt: now },
    override: overrideAfter(stored, override, now),
    lesson,
    incidents: openAfter(stored.incidents, incidents),
  }
}

function overrideAfter(
  { override }: Stored,
  change: Course['decision']['override'],
  now: Date,
): Stored['override'] {
  if (change === 'end') return undefined
  return change === 'keep' ? override : { kind: change, since: now }
}

/** Of tests at most one runs. */
function withTest(tests: readonly TestCharge[], { begunTest, decision, now }: Course): readonly TestCharge[] {
  const { testResult } = decision
  const known = tests.map((one) =>
    testResult === null || one.finishedAt !== null ? one : { ...one, ...testResult, finishedAt: now },
  )
  return begunTest === null ? known : [...known, { ...begunTest, ...UNPROVEN, finishedAt: null }]
}

const UNPROVEN = { readWorks: null, stopWorks: null, startWorks: null, cause: null }

function confirmed(commands: readonly Command[], { decision, now }: Course): readonly Command[] {
  return commands.map((one) =>
    decision.confirmed.includes(one.id) ? { ...one, confirmedAt: now, outcome: 'done' } : one,
  )
}

function commandOf({ decision, now }: Course, newId: () => string): Command | null {
  if (decision.command === null || decision.intent === null) return null
  const unsent = { outcome: null, refusal: null, confirmedAt: null }
  return { id: newId(), epoch: decision.intent.epoch, ...decision.command, sentAt: now, ...unsent }
}

/** @throws RangeError for a second one of the same want and try, which the database refuses as well */
function withoutTwin(command: Command, commands: readonly Command[]): Command {
  const { epoch, kind, attempt } = command
  const twin = commands.find((one) => one.epoch === epoch && one.kind === kind && one.attempt === attempt)
  if (twin !== undefined)
    throw new RangeError(`A second ${kind} of epoch ${String(epoch)}, try ${String(attempt)}`)
  return command
}

function newestFirst(commands: readonly Command[]): readonly Command[] {
  return commands.toSorted(
    (a, b) => b.sentAt.getTime() - a.sentAt.getTime() || b.epoch - a.epoch || b.attempt - a.attempt,
  )
}

function settled(command: Command, outcome: CommandOutcome, now: Date): Command {
  const byAnswer = command.purpose === 'release' && outcome.kind === 'done'
  return {
    ...command,
    outcome: outcome.kind,
    refusal: outcome.kind === 'refused' ? outcome.because : null,
    confirmedAt: byAnswer ? now : command.confirmedAt,
  }
}
