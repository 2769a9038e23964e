import { setTimeout } from 'node:timers/promises'
import { startTicker, type Ticker } from '../control/ticker.ts'
import type { Service } from '../service.ts'

/** Between two looks while cars wait for the rate of their carmaker, ms: a bucket holds what a second brings, and must not run over. */
const QUEUE_PAUSE_MS = 250

/** What a process does from time to time. */
type Work = Pick<Service, 'lookAfter' | 'fetchPrices' | 'projectSessions'> & {
  /** Whether cars that are due wait for the rate of their carmaker: worth a look before the next tick. Left out: none ever does. */
  readonly isQueued?: () => boolean
}

/**
 * Three tickers that know nothing of each other: one looks after vehicles, one fetches prices, one projects sessions. A
 * price source that hangs, or a long history, keeps its own ticker busy and delays no car.
 *
 * @param seconds 1 to 59
 */
export function startTickers(
  service: Work,
  {
    seconds,
    onFault,
  }: { readonly seconds: number; readonly onFault: (where: string, error: unknown) => void },
): Ticker {
  let stopping = false
  const start = (where: string, tick: () => Promise<void>): Ticker =>
    startTicker({
      seconds,
      tick,
      onFault: (error) => {
        onFault(where, error)
      },
    })
  const untilDone = async (work: () => Promise<number>): Promise<void> => {
    while (!stopping && (await work()) > 0);
  }
  const tickers = [
    start('vehicle tick', async () => {
      await untilDone(() => service.lookAfter())
      while (service.isQueued?.() === true && !stopping) {
        await setTimeout(QUEUE_PAUSE_MS)
        await untilDone(() => service.lookAfter())
      }
    }),
    start('price tick', () => untilDone(() => service.fetchPrices())),
    // One round: a session that cannot be told yet stays on the list.
    start('session tick', async () => {
      await service.projectSessions()
    }),
  ]
  return {
    poke: () => {
      for (const ticker of tickers) ticker.poke()
    },
    stop: async () => {
      stopping = true
      await Promise.all(tickers.map((ticker) => ticker.stop()))
    },
  }
}
