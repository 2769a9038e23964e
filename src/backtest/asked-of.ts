import type { Interval } from '../base/interval.ts'
import { latest } from '../base/interval.ts'
import { backAgain } from './away.ts'
import type { Night, NightCar } from './night.ts'

/** When a car is there for what its driver asked for last, and the time of the clock by which it is to be ready. */
export interface Asked {
  readonly stay: Interval
  readonly readyBy: string
}

/** Where a car comes back it is the last stay that counts. A new ready-by time counts from when it was told, and with the end of a pause the promise counts anew. */
export function askedOf({ away }: Pick<Night, 'away'>, { id, spec, policy, wish }: NightCar): Asked {
  const stay = spec.stays.at(-1)
  if (stay === undefined) throw new RangeError(`${id} is never plugged in`)
  const { pluggedInAt, unpluggedAt: end } = stay
  switch (wish?.kind) {
    case 'ready-by':
      return { stay: { start: latest(pluggedInAt, backAgain(away, wish.at)), end }, readyBy: wish.readyBy }
    case 'pause':
      return { stay: { start: latest(pluggedInAt, wish.until), end }, readyBy: policy.readyBy }
    case 'charge-now':
    case undefined:
      return { stay: { start: pluggedInAt, end }, readyBy: policy.readyBy }
  }
}
