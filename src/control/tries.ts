import { addMinutes } from 'date-fns'
import type { CommandRecipe } from '../carmakers/command-recipe.ts'
import type { Command } from './facts.ts'
import { wasSent } from './was-sent.ts'

/** Between tries of a car whose carmaker has refused as many as are tried in a row as too often; minutes. */
const RATE_MINUTES = 5

/** A rest after tries that came to nothing. */
interface Rest {
  readonly until: Date
  /** The carmaker refused them as too often; the car was never told. */
  readonly isByRate: boolean
}

/**
 * The rest that is due after the tries of one want and kind; `null`: the next may be sent. A refusal by rate is the carmaker's and not the
 * car's, so it spends none of the car's tries. How long to wait the carmaker tells itself, see `quietAfter`; where it goes on
 * refusing the next come every five minutes, since each is a command of the day all the same.
 *
 * @param tries newest first
 */
export function restAfter(tries: readonly Command[], recipe: CommandRecipe, now: Date): Rest | null {
  const byCar = restOfCar(tries.filter(reachedCar), recipe, now)
  if (byCar !== null) return { until: byCar, isByRate: false }
  const [last] = tries
  const refused = tries.findIndex((one) => !isRefusedByRate(one))
  const inARow = refused < 0 ? tries.length : refused
  if (last === undefined || inARow < recipe.attempts) return null
  const until = addMinutes(last.sentAt, RATE_MINUTES)
  return until > now ? { until, isByRate: true } : null
}

/** For how long a car whose last tries came to nothing is left alone; minutes. */
export function restMinutes(last: Command, pauseMinutes: number): number {
  return isRefusedByRate(last) ? RATE_MINUTES : pauseMinutes
}

function isRefusedByRate({ refusal }: Pick<Command, 'refusal'>): boolean {
  return refusal === 'rate_limited'
}

function reachedCar(command: Command): boolean {
  return wasSent(command) && !isRefusedByRate(command)
}

function restOfCar(tries: readonly Command[], recipe: CommandRecipe, now: Date): Date | null {
  const recent = rounds(tries).filter(({ sentAt }) => sentAt > addMinutes(now, -recipe.pauseMinutes))
  const oldest = recent[triesInARow(tries, recipe) - 1]
  return oldest === undefined ? null : addMinutes(oldest.sentAt, recipe.pauseMinutes)
}

/** Tries before one that worked have not failed in vain, and leave a car that stops later its next. */
function rounds(tries: readonly Command[]): readonly Command[] {
  const proven = tries.findIndex(({ confirmedAt }) => confirmedAt !== null)
  return proven < 0 ? tries : tries.filter(({ confirmedAt }, index) => index < proven || confirmedAt !== null)
}

/** After a round that failed one in each pause: what lasts for hours, as a dead plug does, must not use up the day. */
function triesInARow(tries: readonly Command[], { attempts }: CommandRecipe): number {
  const proven = tries.findIndex(({ confirmedAt }) => confirmedAt !== null)
  const failed = proven < 0 ? tries.length : proven
  return failed < attempts ? attempts : 1
}
