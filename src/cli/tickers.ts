import { setTimeout as sleep } from 'node:timers/promises'
import { startTicker, type Ticker } from '../control/ticker.ts'
import type { Service } from '../service.ts'

/** Between two looks while cars wait for the rate of their carmaker, ms: a bucket holds what a second brings, and must not run over. */
const QUEUE_PAUSE_MS = 250
/** From a look at cars to the next, ms: where some are due in every second they are asked second by second, not all of a tick at once. */
const BUSY_PAUSE_MS = 1_000

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
  const run = { stopping: false }
  const start = (where: string, tick: () => Promise<void>): Ticker =>
    startTicker({
      seconds,
      tick,
      onFault: (error) => {
        onFault(where, error)
      },
    })
  const tickers = [
    startVehicles(service, run, (tick) => start('vehicle tick', tick)),
    start('price tick', async () => {
      await untilDone(run, () => service.fetchPrices())
    }),
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
      run.stopping = true
      await Promise.all(tickers.map((ticker) => ticker.stop()))
    },
  }
}

/** Shared by the tickers of a process. */
interface Run {
  stopping: boolean
}

/** @returns whether there was anything to do */
async function untilDone(run: Run, work: () => Promise<number>): Promise<boolean> {
  for (let rounds = 0; ; rounds++) if (run.stopping || (await work()) === 0) return rounds > 0
}

/** Looks sooner than at the next tick while cars wait for a rate, or some were due just now. */
function startVehicles(service: Work, run: Run, start: (tick: () => Promise<void>) => Ticker): Ticker {
  let soon: NodeJS.Timeout | undefined
  const lookAfter = (): Promise<boolean> => untilDone(run, () => service.lookAfter())
  const ticker = start(async () => {
    const isBusy = await lookAfter()
    while (service.isQueued?.() === true && !run.stopping) {
      await sleep(QUEUE_PAUSE_MS)
      await lookAfter()
    }
    // Beside the ticker, so that whoever pokes it meanwhile is heard at once.
    clearTimeout(soon)
    if (isBusy && !run.stopping) soon = setTimeout(poke, BUSY_PAUSE_MS)
  })
  const poke = (): void => {
    ticker.poke()
  }
  return {
    poke,
    stop: () => {
      clearTimeout(soon)
      return ticker.stop()
    },
  }
}
