import { CarmakerError } from '../carmaker-error.ts'
import type { CarmakerHooks } from '../position-fields.ts'

/**
 * What Smartcar allows one application: 120 requests at once, refilled by 2 a minute. However many cars are read, one can be
 * stopped or started, a driver can consent or withdraw, and a car that is given back for good is started.
 */
const SHARES = {
  reads: { perSecond: 1.2 / 60, burst: 76 },
  commands: { perSecond: 0.5 / 60, burst: 30 },
  /** Of a driver who waits for it: five requests a consent. */
  consents: { perSecond: 0.2 / 60, burst: 10 },
  /** The last start of a car whose driver withdraws. */
  releases: { perSecond: 0.1 / 60, burst: 4 },
} as const
export type Share = keyof typeof SHARES

/** Which shares a request may be taken from, in this order: what is kept for few is taken last. */
const TAKEN_FROM: Readonly<Record<Share, readonly Share[]>> = {
  reads: ['reads'],
  commands: ['commands', 'reads'],
  consents: ['reads', 'consents'],
  releases: ['commands', 'reads', 'releases'],
}

/** Until a share has one more, or one that it may take from. */
export const REFILL_SECONDS: Readonly<Record<Share, number>> = {
  reads: 50,
  commands: 120,
  consents: 50,
  releases: 50,
}

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
  const mayTake = async (share: Share): Promise<boolean> => {
    for (const one of TAKEN_FROM[share]) if (await isLeft(one)) return true
    return false
  }
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
