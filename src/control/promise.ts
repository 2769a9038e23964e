import { isDrawing, isPluggedIn } from '../carmakers/charge-state.ts'
import type { Capabilities } from '../carmakers/port.ts'
import type { Known } from './known.ts'

/**
 * What holds for a car if Ladeplan stops now, by what its brand can do. A: the car has a schedule of its own and starts by
 * itself. B: it can only be started and stopped, so one that is held stays so. C: it is held by its charge limit, as B.
 */
export type PromiseClass = 'A' | 'B' | 'C'

export interface DriverPromise {
  readonly class: PromiseClass
  /**
   * Ready in time if Ladeplan is back by then; `null`: the car is not held, starts by itself, has what it is to get, cannot
   * be controlled, or it is too late for that.
   */
  readonly backBy: Date | null
  /** It is at the plug and does not charge: so it stays. */
  readonly stands: boolean
}

export function promiseClass({ ownSchedule, startStop }: Capabilities): PromiseClass {
  if (ownSchedule) return 'A'
  return startStop ? 'B' : 'C'
}

type KnownOfPromise = Pick<Known, 'intent' | 'state' | 'commands'> & {
  readonly vehicle: Pick<Known['vehicle'], 'controllable'>
}

/** @param latestStart as of the last pass; `null` if nothing is needed */
export function promiseOf(
  capabilities: Capabilities,
  known: KnownOfPromise,
  { latestStart, now }: { readonly latestStart: Date | null; readonly now: Date },
): DriverPromise {
  const kind = promiseClass(capabilities)
  const status = known.state?.charge?.status ?? 'unknown'
  const stands = isPluggedIn(status) && !isDrawing(status)
  const isHeld = kind !== 'A' && isOurs(known.vehicle) && isHeldBy(known, stands)
  const isToCome = latestStart !== null && latestStart > now
  return { class: kind, backBy: isHeld && isToCome ? latestStart : null, stands }
}

function isOurs({ controllable }: KnownOfPromise['vehicle']): boolean {
  return controllable !== 'no' && controllable !== 'needs_pairing'
}

/** A start that has not been seen to work leaves a car as our stop has made it. */
function isHeldBy({ intent, commands }: Pick<Known, 'intent' | 'commands'>, stands: boolean): boolean {
  if (intent?.desired !== 'CHARGE') return intent?.desired === 'HOLD'
  return stands && commands.some(({ kind, outcome }) => kind === 'stop' && outcome !== 'refused')
}
