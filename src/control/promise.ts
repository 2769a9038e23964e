import type { Capabilities } from '../carmakers/port.ts'
import type { Known } from './known.ts'

/**
 * What holds for a car if Ladeplan stops now, by what its brand can do. A: the car has a schedule of its own and starts by
 * itself. B: it can only be started and stopped, so one that is held stays so. C: it is held by its charge limit, as B.
 */
export type PromiseClass = 'A' | 'B' | 'C'

export interface DriverPromise {
  readonly class: PromiseClass
  /** Ready in time if Ladeplan is back by then; `null`: the car is not held, or starts by itself. */
  readonly backBy: Date | null
}

export function promiseClass({ ownSchedule, startStop }: Capabilities): PromiseClass {
  if (ownSchedule) return 'A'
  return startStop ? 'B' : 'C'
}

/** @param latestStart as of the last pass; `null` if nothing is needed */
export function promiseOf(
  capabilities: Capabilities,
  { intent }: Pick<Known, 'intent'>,
  latestStart: Date | null,
): DriverPromise {
  const kind = promiseClass(capabilities)
  return { class: kind, backBy: kind !== 'A' && intent?.desired === 'HOLD' ? latestStart : null }
}
