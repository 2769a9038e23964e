import { addMinutes, addSeconds } from 'date-fns'
import type { ChargeState } from '../carmakers/charge-state.ts'
import { isDrawing, isPluggedIn } from '../carmakers/charge-state.ts'
import type { TroubleCause } from '../events/trouble-causes.ts'
import { median, type CarLesson } from '../vehicles/car-lesson.ts'
import type { Command, Decision, Desired, Facts } from './facts.ts'
import { fulfils, isStandingAsleep } from './next-step.ts'
import { wokenAt } from './old-word.ts'
import { isGivenBack } from './release.ts'

/** A sign that a car does not do what it is told. */
export interface TroubleSign {
  readonly cause: TroubleCause
  /** What it should do. */
  readonly desired: Desired
  /** The first failure, as far as it can be told from the present facts. */
  readonly since: Date
  /** Minutes from the first failure on in which it may pass by itself; 0: it will not. */
  readonly patienceMinutes: number
}

/** A lost answer, a short outage: most pass. The driver is told ten minutes after the first failure at the latest. */
const PATIENCE_MINUTES = 6
/** Power rises over some seconds, and a charger shares it for minutes. */
const WEAK_MINUTES = 4
/** Of the usual power; less is weak. A charger that shares power between two cars gives half. */
const WEAK_SHARE = 0.45
/** A battery takes full power below; above, it tapers. */
const FULL_POWER_MAX_SOC = 80
/** Starts that worked and were followed by a stop that nobody ordered. */
const STOPS_BY_ITSELF = 2

/**
 * What is wrong with a car, from one pass's facts; `null` if nothing is known to be. What it should do is not asked of a car that is
 * being tested or given back at the end of a consent; in a pause and an evacuation it is to start if it stands because of us. Pure.
 */
export function judgeTrouble(facts: Facts, decision: Decision, lesson: CarLesson): TroubleSign | null {
  const standing = standingCause(facts, decision)
  if (standing !== null) return { cause: standing, desired: 'CHARGE', since: facts.now, patienceMinutes: 0 }
  const intent = intendedIn(facts, decision)
  const charge = facts.state?.charge
  if (intent === null || charge == null || isAsleepInHold(facts, intent.desired)) return null
  if (fulfils(intent.desired, charge.status) && !standsAllTheSame(facts, intent))
    return weakness(facts, charge, { intent, lesson })
  return unmet(facts, decision, intent)
}

/** What it told last was before it slept. */
function standsAllTheSame(facts: Facts, intent: Intended): boolean {
  const isOldWord = intent.desired === 'CHARGE' && isDrawing(facts.state?.charge?.status ?? 'unknown')
  return isOldWord && (isStandingAsleep(facts, intent) || wokenAt(facts) !== null)
}

function unmet(facts: Facts, decision: Decision, intent: Intended): TroubleSign | null {
  const failed = failure(facts, decision, intent)
  return unreachable(facts, intent, failed) ?? failed
}

type Intended = NonNullable<Decision['intent']>

/** What the car should do by now; `null` where it may do as it likes. */
function intendedIn(facts: Facts, { intent }: Decision): Intended | null {
  if (intent === null || intent.cause === 'withdrawal' || intent.cause === 'test-charge') return null
  if (intent.desired !== 'RELEASE') return intent
  return isGivenBack(facts, intent.epoch) ? null : { ...intent, desired: 'CHARGE' }
}

/** What lasts until the driver sees to it. */
function standingCause({ state }: Facts, { reason }: Decision): TroubleCause | null {
  if (reason.code === 'reauth_required') return 'consent'
  if (reason.code === 'vehicle_limit') return 'limit_reached'
  const isHere = isPluggedIn(state?.charge?.status ?? 'unknown')
  return reason.code === 'needs_pairing' && isHere ? 'key_missing' : null
}

function isAsleepInHold({ state }: Facts, desired: Desired): boolean {
  return desired === 'HOLD' && state?.reach !== 'online'
}

function weakness(
  { state }: Facts,
  { status, powerKw, socPercent, observedAt }: ChargeState,
  { intent, lesson }: { readonly intent: Intended; readonly lesson: CarLesson },
): TroubleSign | null {
  if (intent.desired !== 'CHARGE' || status !== 'charging' || powerKw === null) return null
  const usual = Math.max(median(lesson.peakPowersKw) ?? 0, state?.peakPowerKw ?? 0)
  if (powerKw >= usual * WEAK_SHARE || (socPercent ?? 100) >= FULL_POWER_MAX_SOC) return null
  return {
    cause: 'power_too_low',
    desired: 'CHARGE',
    since: observedAt,
    patienceMinutes: WEAK_MINUTES,
  }
}

/** A car that is to charge, while its carmaker does not answer or wants no call. What has failed before tells since when. */
function unreachable(
  { now, carmakerDownSince, quietUntil }: Facts,
  { desired }: Intended,
  failed: TroubleSign | null,
): TroubleSign | null {
  if (desired !== 'CHARGE') return null
  const found = { desired, since: failed?.since ?? now, patienceMinutes: PATIENCE_MINUTES }
  if (carmakerDownSince !== null) return { ...found, cause: 'carmaker_down' }
  const isQuiet = quietUntil !== null && now < quietUntil
  return isQuiet && failed === null ? { ...found, cause: 'budget' } : null
}

/** The commands for what is wanted now, and how they fared. */
function failure(facts: Facts, decision: Decision, { desired, epoch }: Intended): TroubleSign | null {
  const tries = facts.commands.filter((command) => command.epoch === epoch && command.purpose === 'intent')
  const isProven = ({ id, kind, confirmedAt }: Command): boolean =>
    kind !== 'wake' && (confirmedAt !== null || decision.confirmed.includes(id))
  const proven = tries.filter(isProven)
  const newest = tries.findIndex(isProven)
  const open = newest < 0 ? tries : tries.slice(0, newest)
  const first = open.at(-1)
  const hasStopped = desired === 'CHARGE' && proven.length > 0
  if (first === undefined)
    return withoutTries(facts, decision, { desired, stops: hasStopped ? proven.length : 0 })
  if (mayStillShow(first, facts)) return null
  const cause = hasStopped ? 'stopped_by_itself' : causeOf(facts, open)
  const patienceMinutes = isGivenUp(facts, decision, open) ? 0 : PATIENCE_MINUTES
  return { cause, desired, since: first.sentAt, patienceMinutes }
}

/** A charger without power is told of as such from the first try on, so there the tries tell. */
function isGivenUp({ recipe }: Facts, { reason }: Decision, open: readonly Command[]): boolean {
  return reason.code === 'command_failed' || (reason.code === 'no_power' && open.length >= recipe.attempts)
}

function mayStillShow({ outcome, sentAt }: Command, { now, recipe }: Facts): boolean {
  return outcome !== 'refused' && now < addSeconds(sentAt, recipe.giveUpSeconds)
}

/** Nothing has been tried since the car last did as it was told. */
function withoutTries(
  facts: Facts,
  { reason }: Decision,
  { desired, stops }: { readonly desired: Desired; readonly stops: number },
): TroubleSign | null {
  const found = { desired, since: facts.now, patienceMinutes: 0 }
  if (stops >= STOPS_BY_ITSELF) return { ...found, cause: 'stopped_by_itself' }
  // Where something else keeps it from its command for a moment, what is left of the day is none of the driver's concern.
  return reason.code === 'budget_spent' ? { ...found, cause: 'budget' } : null
}

function causeOf({ state }: Facts, [newest]: readonly Command[]): TroubleCause {
  if (state?.charge?.status === 'no_power') return 'no_power'
  if (newest?.outcome === 'refused') return causeOfRefusal(newest, state)
  if (state?.reach === 'offline') return 'no_answer'
  return newest?.kind === 'wake' ? 'asleep' : causeOfSilence(newest, state)
}

/** A carmaker that cannot reach the car refuses in its name. */
function causeOfRefusal({ refusal }: Command, state: Facts['state']): TroubleCause {
  if (refusal === 'other' && state?.reach === 'offline') return 'no_answer'
  return REFUSED[refusal ?? 'other'] ?? 'refused'
}

/** A report newer than the send tells that the car is there and has done nothing. */
function causeOfSilence(newest: Command | undefined, state: Facts['state']): TroubleCause {
  const seenAt = state?.charge?.observedAt
  return newest !== undefined && seenAt !== undefined && seenAt > newest.sentAt ? 'no_effect' : 'no_answer'
}

const REFUSED: Readonly<Record<string, TroubleCause>> = {
  vehicle_asleep: 'asleep',
  vehicle_busy: 'refused',
  disconnected: 'not_plugged_in',
  no_power: 'no_power',
  not_paired: 'key_missing',
  consent_missing: 'consent',
  rate_limited: 'budget',
  not_sent: 'budget',
  client_misconfigured: 'our_side',
  other: 'refused',
}

/** When a sign that may pass has to be looked at again. */
export function lookAgainAt({ since, patienceMinutes }: TroubleSign): Date {
  return addMinutes(since, patienceMinutes)
}
