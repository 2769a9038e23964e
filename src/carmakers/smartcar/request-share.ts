import { CarmakerError } from '../carmaker-error.ts'
import type { CarmakerHooks } from '../position-fields.ts'

/**
 * What Smartcar allows one application: 120 requests at once, refilled by 2 a minute. Commands have a share of their
 * own, so that reading many cars never keeps one from being stopped, and take of the other when theirs is used up: a car
 * that has to be started comes before one that is to be looked at.
 */
const SHARES = {
  reads: { perSecond: 1.5 / 60, burst: 90 },
  commands: { perSecond: 0.5 / 60, burst: 30 },
} as const
type Share = keyof typeof SHARES

/** Until a share has one more. */
export const REFILL_SECONDS: Readonly<Record<Share, number>> = { reads: 40, commands: 120 }

export interface RequestShare {
  /** @returns false if the share is used up for now. True where nobody counts. */
  mayTake(share: Share): Promise<boolean>
  /** @throws CarmakerError `rate-limited`, before anything is sent */
  take(share: Share, route: string): Promise<void>
}

/** The application's allowance, shared by all processes through whoever answers `takeToken`. */
export function createRequestShare({ takeToken }: Pick<CarmakerHooks, 'takeToken'>): RequestShare {
  const isLeft = async (share: Share): Promise<boolean> =>
    takeToken === undefined || (await takeToken(`smartcar:${share}`, SHARES[share]))
  const mayTake = async (share: Share): Promise<boolean> =>
    (await isLeft(share)) || (share === 'commands' && (await isLeft('reads')))
  return {
    mayTake,
    async take(share, route) {
      if (await mayTake(share)) return
      throw new CarmakerError({
        code: 'rate-limited',
        route,
        retryAfterSeconds: REFILL_SECONDS[share],
        temporary: true,
        mayHaveSucceeded: false,
      })
    },
  }
}
