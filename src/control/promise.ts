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
  /** Ready in time if Ladeplan is back by then; `null`: the car is not held, starts by itself, or has what it is to get. */
  readonly backBy: Date | null
  /** It is at the plug and does not charge: so it stays. */
  readonly stands: boolean
}

export function promiseClass({ ownSchedule, startStop }: Capabilities): PromiseClass {
  if (ownSchedule) return 'A'
  return startStop ? 'B' : 'C'
}

/** @param latestStart as of the last pass; `null` if nothing is needed */
export function promiseOf(
  capabilities: Capabilities,
  known: Pick<Known, 'intent' | 'state' | 'commands'>,
  latestStart: Date | null,
): DriverPromise {
  const kind = promiseClass(capabilities)
  const status = known.state?.charge?.status ?? 'unknown'
  const stands = isPluggedIn(status) && !isDrawing(status)
  const isHeld = kind !== 'A' && isHeldBy(known, stands)
  return { class: kind, backBy: isHeld ? latestStart : null, stands }
}

/** A start that has not been seen to work leaves a car as our stop has made it. */
function isHeldBy({ intent, commands }: Pick<Known, 'intent' | 'commands'>, stands: boolean): boolean {
  if (intent?.desired !== 'CHARGE') return intent?.desired === 'HOLD'
  return stands && commands.some(({ kind, outcome }) => kind === 'stop' && outcome !== 'refused')
}
