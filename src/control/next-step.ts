import { addMilliseconds, addMinutes, addSeconds } from 'date-fns'
import { earliest, latest } from '../base/interval.ts'
import { nextLocalDay } from '../base/local-time.ts'
import { isDrawing, type ChargingStatus } from '../carmakers/charge-state.ts'
import type { Command, CommandKind, Decision, Desired, Facts, Want } from './facts.ts'
import { isHeldBack } from './held-back.ts'
import { pollBy, pollNear } from './look-phase.ts'
import { restAfter } from './tries.ts'
import { wasSent } from './was-sent.ts'

/** Sent to a car per day at most; beside it a car that we hold is always given back, with a start, and where it sleeps a wake, in each pause. */
export const COMMANDS_PER_DAY = 12
export const WAKES_PER_DAY = 3
/** Looked at again so long after all tries are spent; the next come after the pause of the brand's recipe: a car is never given up. */
const RETRY_MINUTES = 5
/**
 * How often a car is looked at. Plugging in is what must be noticed soon, since the car begins to charge by itself; a
 * car that stands still for us may be left alone longer, unless it sleeps: asking whether it still does is free. Together
 * about 100 live reads a day, of 120 allowed.
 */
export const CHARGING_POLL_MINUTES = 10
export const HELD_POLL_MINUTES = 30
const ARRIVAL_POLL_MINUTES = 3
export const IDLE_POLL_MINUTES = 10
/** A car that begins to charge so soon after it was plugged in does so by itself. */
export const OWN_START_MINUTES = 10
/** State of charge comes in whole points, so the target may show a little before or after it was expected. */
const NEAR_FINISH_MINUTES = 2

export interface Step {
  readonly command: Decision['command']
  readonly nextDue: Date
  /** All tries are spent, or what may be sent in a day. */
  readonly failed: boolean
  /** Set if it failed: when the next may be sent. */
  readonly retryAt?: Date
  /** It failed because the budget of the driver's local day is spent. */
  readonly isOverBudget?: boolean
  /** It failed because the carmaker refuses it as too often. */
  readonly isByRate?: boolean
  /** The car was told to wake up, and may yet. */
  readonly isWaking?: boolean
  /** The car was told to start, and may yet; or is told again. */
  readonly isStarting?: boolean
  /** The release of a withdrawal has not left yet and is tried again. */
  readonly isReleasePending?: boolean
}

/** Whether the car does what is wanted, as far as the last report tells. */
export function fulfils(desired: Desired, status: ChargingStatus): boolean {
  if (desired === 'HOLD') return !isDrawing(status)
  return status === 'charging' || status === 'complete'
}

/** What to do about a want now: send one command, wait for an earlier one to show, or nothing. */
export function nextStep(facts: Facts, want: Want, epoch: number): Step {
  const { state } = facts
  const status = state?.charge?.status ?? 'unknown'
  if (fulfils(want.desired, status) && !isAboutToChange(facts, want) && !isStandingAsleep(facts, want))
    return { command: null, nextDue: nextLook(facts, want), failed: false }
  if (isAsleep(facts) && want.desired === 'HOLD')
    return { command: null, nextDue: nextLook(facts, want), failed: false }
  return sendFor(facts, want.desired, epoch)
}

/**
 * Told the opposite a moment ago, or since the last report: what the car shows may be the state that it is about to leave or has
 * left, and a driver who changes their mind must not wait for the next look.
 */
function isAboutToChange(facts: Facts, { desired }: Want): boolean {
  const last = lastLike(facts.commands, commandFor(desired, false))
  if (last === undefined || last.kind === commandFor(desired, false)) return false
  return last.confirmedAt === null && isOpen(last, facts)
}

/**
 * A car that draws does not sleep: one that was asked, sleeps, and last told that it draws has stopped since, by our stop or another
 * hand. Waking it shows which; by its old word it would be taken to charge until morning.
 */
export function isStandingAsleep({ state, canWake }: Facts, { desired }: Pick<Want, 'desired'>): boolean {
  if (state?.reach !== 'asleep' || desired !== 'CHARGE' || !canWake) return false
  const wasAsked = state.pushedAt === null || state.pushedAt <= state.checkedAt
  return wasAsked && isDrawing(state.charge?.status ?? 'unknown')
}

/** The command that serves a want, or the wait for an earlier one to show. A sleeping car is woken before it is started, if its brand can do that. */
export function sendFor(facts: Facts, desired: Desired, epoch: number): Step {
  return send(facts, { kind: commandFor(desired, isAsleep(facts) && facts.canWake), epoch })
}

function isAsleep({ state }: Facts): boolean {
  return state?.reach !== 'online'
}

function commandFor(desired: Desired, wakeFirst: boolean): CommandKind {
  if (desired === 'HOLD') return 'stop'
  return wakeFirst ? 'wake' : 'start'
}

interface Needed {
  readonly kind: CommandKind
  readonly epoch: number
}

function send(facts: Facts, needed: Needed): Step {
  const { now, recipe } = facts
  const tries = facts.commands.filter(
    (command) => command.epoch === needed.epoch && command.kind === needed.kind,
  )
  const last = lastLike(facts.commands, needed.kind)
  if (last?.kind === needed.kind && (isOpen(last, facts) || isStarting(last, facts))) {
    const nextDue = addSeconds(now, waitSeconds(last, facts))
    const isWaking = needed.kind === 'wake'
    return { command: null, nextDue, failed: false, isWaking, isStarting: needed.kind === 'start' }
  }
  if (isOverBudget(facts, needed.kind))
    return { ...stuck(now, budgetEnd(facts, needed.kind)), isOverBudget: true }
  const rest = restAfter(tries, recipe, now)
  if (rest !== null) return { ...stuck(now, rest.until), isByRate: rest.isByRate }
  return {
    command: { kind: needed.kind, purpose: 'intent', attempt: tries.length + 1 },
    nextDue: addSeconds(now, settlingSeconds(facts, needed.kind)),
    failed: false,
    isStarting: needed.kind === 'start' && tries.length > 0,
  }
}

/** Looked at meanwhile: it may do by itself what it was asked for. */
function stuck(now: Date, retryAt: Date): Step {
  return { command: null, nextDue: earliest(addMinutes(now, RETRY_MINUTES), retryAt), failed: true, retryAt }
}

/** The newest that the car may obey, among wakes or among starts and stops: of whatever want, since the car does not ask. */
function lastLike(commands: readonly Command[], kind: CommandKind): Command | undefined {
  return commands.find(
    (command) => (command.kind === 'wake') === (kind === 'wake') && command.outcome !== 'refused',
  )
}

/**
 * Whether it may still turn out that the command worked. Nothing is sent again while it may: after an unknown outcome
 * only a report newer than the send, and late enough, is proof that the car did not act.
 */
export function isOpen(command: Command, { now, state, recipe }: Facts): boolean {
  if (now < addSeconds(command.sentAt, recipe.giveUpSeconds)) return true
  if (command.kind === 'wake') return false
  const seenAt = state?.charge?.observedAt
  return state?.reach === 'online' && (seenAt === undefined || seenAt <= command.sentAt)
}

/** It tells that it is about to begin: another start would do nothing. Longer than the slow starts of its brand it is not believed. */
function isStarting(start: Command, { now, state, recipe }: Facts): boolean {
  const charge = state?.charge
  if (start.kind !== 'start' || charge?.status !== 'starting' || charge.observedAt <= start.sentAt)
    return false
  return now < addSeconds(start.sentAt, recipe.startDelaySeconds)
}

/**
 * A car that stands because of us is started all the same, and woken for it once in each pause: a budget that was spent while its
 * carmaker did not answer must not leave it standing.
 */
export function isOverBudget(facts: Facts, kind: CommandKind): boolean {
  const { commands, wakes } = facts.spentToday
  if (kind === 'wake')
    return wakes >= WAKES_PER_DAY && !(isOwed(facts, 'wake') && !isOverBudget(facts, 'start'))
  const isReserved = kind === 'start' && (isHeldBack(facts) || (isPressing(facts) && isOwed(facts, 'start')))
  return commands >= COMMANDS_PER_DAY && !isReserved
}

function isOwed(facts: Facts, kind: CommandKind): boolean {
  const owedAt = owedFrom(facts, kind)
  return owedAt !== null && owedAt <= facts.now
}

/**
 * A start that was refused has changed nothing: the car still stands by our stop, and the next is owed after the pause; and so is the wake
 * before one where the last was accepted and a later report shows no effect. `null`: none is.
 */
function owedFrom(facts: Facts, kind: CommandKind): Date | null {
  const { state, commands, now, recipe } = facts
  const obeyed = commands.filter((command) => command.kind !== 'wake' && !cameToNothing(command, kind, facts))
  if (!isHeldBack({ state, commands: obeyed })) return null
  const last = commands.find((command) => command.kind === kind && wasSent(command))
  return last === undefined ? now : addMinutes(last.sentAt, recipe.pauseMinutes)
}

/** One that takes every start and does nothing gets those of the day, and none on top. */
function cameToNothing(command: Command, owed: CommandKind, facts: Facts): boolean {
  if (command.outcome === 'refused') return true
  if (owed !== 'wake' || command.kind !== 'start') return false
  return command.confirmedAt === null && !isOpen(command, facts)
}

/** When a budget that is spent allows the next: with the new day, or before, where it is owed to a car that stands because of us. */
function budgetEnd(facts: Facts, kind: CommandKind): Date {
  const { now, policy, latestStart } = facts
  const tomorrow = nextLocalDay(now, policy.timeZone)
  const owedAt = owedFrom(facts, kind)
  if (owedAt === null || (kind === 'wake' && isOverBudget(facts, 'start'))) return tomorrow
  const allowedAt = kind === 'wake' ? owedAt : latest(owedAt, latestStart ?? tomorrow)
  return allowedAt > now ? earliest(allowedAt, tomorrow) : tomorrow
}

function isPressing({ now, latestStart }: Facts): boolean {
  return latestStart !== null && now >= latestStart
}

/** Until the next look for what was sent: it grows, since cars that report every so many minutes only would use up the reads of the day. */
function waitSeconds({ kind, sentAt }: Command, facts: Facts): number {
  const seconds = (facts.now.getTime() - sentAt.getTime()) / 1_000
  // For hours without an answer a lone car is asked no more than one that charges is, whose look takes two requests.
  const slower = isPressing(facts) ? 0 : Math.min(seconds / 10, CHARGING_POLL_MINUTES * 60)
  return Math.max(settlingSeconds(facts, kind), Math.min(seconds / 2, Math.max(RETRY_MINUTES * 60, slower)))
}

export function settlingSeconds({ recipe }: Facts, kind: CommandKind): number {
  return kind === 'wake' ? recipe.wakingSeconds : recipe.settlingSeconds
}

function nextLook(facts: Facts, want: Want): Date {
  const { now, finishAt } = facts
  const poll = nextPoll(facts, want)
  const charging = want.desired === 'CHARGE' && finishAt !== null
  const finish = charging ? latest(finishAt, addMinutes(now, NEAR_FINISH_MINUTES)) : poll
  return earliest(poll, finish, want.validUntil > now ? endsAt(facts, want) : poll)
}

/** Cars that have their targets by one ready-by time need nothing at that instant: only what is wanted for the next one, all in ten minutes. */
function endsAt({ lookPhase = 0, spreadSeconds = 0 }: Facts, { cause, validUntil }: Want): Date {
  return cause === 'target-reached'
    ? addMilliseconds(validUntil, lookPhase * spreadSeconds * 1_000)
    : validUntil
}

/** What a car that charges, or has just come, does by itself is to be seen in time; of any other what counts is how many reads it takes. */
function nextPoll(facts: Facts, { desired }: Want): Date {
  if (desired === 'CHARGE') return pollBy(facts, CHARGING_POLL_MINUTES)
  if (isAsleep(facts)) return pollNear(facts, IDLE_POLL_MINUTES)
  return mayStartByItself(facts) ? pollBy(facts, ARRIVAL_POLL_MINUTES) : pollNear(facts, HELD_POLL_MINUTES)
}

/** Just plugged in and never stopped. Seen too late, its own start would be taken for the driver's. */
function mayStartByItself({ state, commands, now }: Facts): boolean {
  const pluggedInAt = state?.pluggedInAt ?? null
  if (pluggedInAt === null || commands.some(({ kind }) => kind === 'stop')) return false
  return now < addMinutes(pluggedInAt, OWN_START_MINUTES)
}
