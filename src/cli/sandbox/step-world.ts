import { addSeconds } from 'date-fns'
import { earliest } from '../../base/interval.ts'
import type { Service } from '../../service.ts'

/** A clock that can be moved by hand. */
export interface Steppable {
  now(): Date
  stepTo(instant: Date): void | Promise<void>
}

/** Passes without end at one instant would be a fault of ours; this many in a row are called one. */
const MOST_ROUNDS = 500

/**
 * Plays world time up to `until`: whenever nothing is in flight, it jumps to the next instant at which something is due.
 * `onStep` is told of every instant reached.
 */
export async function stepWorld(
  service: Pick<Service, 'tick' | 'nextDue'>,
  clock: Steppable,
  until: Date,
  onStep: (now: Date) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (;;) {
    await settle(service, clock)
    await onStep(clock.now())
    const now = clock.now()
    if (now >= until) return
    const next = await service.nextDue()
    // Still due after settling means held by a lease; a second later it may be free.
    const target = next === undefined ? until : next <= now ? addSeconds(now, 1) : next
    await clock.stepTo(earliest(target, until))
  }
}

/** Works until nothing is due at this instant any more. */
export async function settle(service: Pick<Service, 'tick'>, clock: Pick<Steppable, 'now'>): Promise<void> {
  for (let round = 0; (await service.tick()) > 0; round++) {
    if (round > MOST_ROUNDS)
      throw new Error(`World time is stuck at ${clock.now().toISOString()}: always something due`)
  }
}
