import { startTicker, type Ticker } from '../control/ticker.ts'
import type { Service } from '../service.ts'

/** What a process does from time to time. */
type Work = Pick<Service, 'lookAfter' | 'fetchPrices'>

/**
 * Two tickers that know nothing of each other: one looks after vehicles, the other fetches prices. A price source that
 * hangs keeps its own ticker busy and delays no car.
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
  const start = (where: string, work: () => Promise<number>): Ticker =>
    startTicker({
      seconds,
      tick: async () => {
        while ((await work()) > 0 && !stopping);
      },
      onFault: (error) => {
        onFault(where, error)
      },
    })
  const tickers = [
    start('vehicle tick', () => service.lookAfter()),
    start('price tick', () => service.fetchPrices()),
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
