import { startTicker, type Ticker } from '../control/ticker.ts'
import type { Service } from '../service.ts'

/** What a process does from time to time. */
type Work = Pick<Service, 'lookAfter' | 'fetchPrices' | 'projectSessions'>

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
    while ((await work()) > 0 && !stopping);
  }
  const tickers = [
    start('vehicle tick', () => untilDone(() => service.lookAfter())),
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
