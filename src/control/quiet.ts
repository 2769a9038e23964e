import { addMinutes, addSeconds } from 'date-fns'
import { latest } from '../base/interval.ts'
import type { CarmakerError } from '../carmakers/carmaker-error.ts'
import type { CommandOutcome, Refusal } from '../carmakers/outcome.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import type { Command } from './facts.ts'
import { wasSent } from './was-sent.ts'

/** Live reads per car and day; carmakers bill them. */
export const READS_PER_DAY = 120

/** The carmaker wants to be left alone about this car for a while. */
export interface Quiet {
  readonly kind: 'quiet'
  readonly until: Date
}

/** The carmaker refuses access to this car. */
export interface Refused {
  readonly kind: 'refused'
  readonly until: Date
}

/** One refusal may be a mishap of the carmaker's, so it is asked once more; then once a day, as access may be given back there. */
const REFUSED_ONCE_SECONDS = 3_600
const REFUSED_AGAIN_SECONDS = 86_400

/**
 * Until when a car is left alone whose carmaker refuses access.
 *
 * @param again it was known to
 * @param seconds as the adapter knows better: what a switch in the car mends is asked sooner
 */
export function refused(again: boolean, seconds: number | undefined, now: Date): Refused {
  const wait = seconds ?? (again ? REFUSED_AGAIN_SECONDS : REFUSED_ONCE_SECONDS)
  return { kind: 'refused', until: addSeconds(now, wait) }
}

/** A carmaker that says "too often" without saying how long. */
const UNTOLD_QUIET_SECONDS = 60

/** Reads of a day that a carmaker may refuse as often as it asks to be asked; what is left lasts longer. */
const READS_TO_REFUSE = READS_PER_DAY / 2
/** With the reads that are left, half a day can be lived through. */
const SPARING_SECONDS = 600

/** For as long as was asked for. */
export function quiet(seconds: number | undefined, now: Date): Quiet {
  return { kind: 'quiet', until: addSeconds(now, seconds ?? UNTOLD_QUIET_SECONDS) }
}

/** What a failed call asks for; `null`: nothing. A carmaker in trouble that says when to come back is not asked sooner either. */
export function quietAskedBy({ code, retryAfterSeconds }: CarmakerError, now: Date): Quiet | null {
  return code === 'rate-limited' || retryAfterSeconds !== undefined ? quiet(retryAfterSeconds, now) : null
}

/**
 * Of a read that was refused for being too often: a refusal is billed as an answer is, so a carmaker that keeps refusing would use up the
 * reads of the day within an hour, and the car would be out of sight until the day ends.
 *
 * @param asked for by the carmaker; it is never called sooner
 * @param readsTaken today, the refused one among them
 */
export function sparing(asked: Quiet, readsTaken: number, now: Date): Quiet {
  if (readsTaken <= READS_TO_REFUSE) return asked
  return { kind: 'quiet', until: latest(asked.until, addSeconds(now, SPARING_SECONDS)) }
}

const ASKS_FOR_QUIET: readonly Refusal[] = ['rate_limited', 'not_sent']

/** A release that never left has a minute only; another try costs the carmaker nothing while it is we who hold it up. */
const RELEASE_RETRY_SECONDS = 5

/** Most that is waited for a token, so that a car is started soon after one is to be had again; it begins with what the outcome says, and doubles. */
const MOST_TOKEN_SECONDS = 300

/**
 * How long the answer to a command asks to be left alone, be it one after which the car may have acted; `null` if it does not.
 *
 * @param before the commands before it, newest first: the more in a row had no token, the longer is waited for one
 */
export function quietAfter(
  outcome: CommandOutcome,
  now: Date,
  purpose: Command['purpose'] = 'intent',
  before: readonly Pick<Command, 'refusal'>[] = [],
): Date | null {
  const asked = waitTold(outcome, now)
  if (outcome.kind !== 'refused') return asked
  if (!ASKS_FOR_QUIET.includes(outcome.because) && asked === null) return null
  if (isHeldUpByUs(outcome) && purpose === 'release') return addSeconds(now, RELEASE_RETRY_SECONDS)
  return tokenAwaited(outcome, now, before) ?? asked ?? quiet(undefined, now).until
}

function isHeldUpByUs({ because, isWaitTold = false }: RefusedCommand): boolean {
  return because === 'not_sent' && !isWaitTold
}

type RefusedCommand = Extract<CommandOutcome, { kind: 'refused' }>

function waitTold(outcome: CommandOutcome, now: Date): Date | null {
  if (outcome.kind === 'done' || outcome.retryAfterSeconds === undefined) return null
  return quiet(outcome.retryAfterSeconds, now).until
}

function tokenAwaited(
  { isTokenMissing = false, retryAfterSeconds = UNTOLD_QUIET_SECONDS }: RefusedCommand,
  now: Date,
  before: readonly Pick<Command, 'refusal'>[],
): Date | null {
  if (!isTokenMissing) return null
  const sent = before.findIndex(wasSent)
  const unsent = sent < 0 ? before.length : sent
  return quiet(Math.min(MOST_TOKEN_SECONDS, retryAfterSeconds * 2 ** unsent), now).until
}

/** A car that would not obey is asked about again this often; the driver may be giving us its key just now. */
const ASK_AGAIN_MINUTES = 15

/** Whether it is time to ask a car, of a brand that knows such a thing, whether it would obey. */
export function isToBeAsked({ controllable, controllableAskedAt: askedAt }: Vehicle, now: Date): boolean {
  if (controllable === 'yes') return false
  return askedAt === null || now >= addMinutes(askedAt, ASK_AGAIN_MINUTES)
}
