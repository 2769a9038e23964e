import type { CarmakerName } from '../carmakers/registry.ts'

/** The cars of one carmaker that wait for its rate, as this process knows them. */
export interface Queue {
  /** Vehicle ids in order; looked up anew every second, so that who comes later takes the place that is theirs. */
  readonly vehicleIds: readonly string[]
  /** How many regions of the carmaker were away then; their cars wait for something else. */
  readonly away: number
  /** Process time, ms. */
  readonly lookedUpAt: number
  /** When those that wait for long were last told so; process time, ms. */
  readonly toldAt: number
  /** A turn was taken, and the car it was for has been taken by another process. */
  readonly hasTurn: boolean
}

/**
 * Carmakers whose rate was used up while cars waited for it. In memory: the order stands in the database, and whoever does not
 * know of a queue is refused once and knows.
 */
export interface Queues {
  /** A car was refused. */
  begin(carmaker: CarmakerName): void
  all(): readonly CarmakerName[]
  of(carmaker: CarmakerName): Queue | undefined
  write(carmaker: CarmakerName, queue: Queue): void
  /** Nobody waits any more. */
  end(carmaker: CarmakerName): void
}

export function createQueues(): Queues {
  const queues = new Map<CarmakerName, Queue>()
  return {
    begin: (carmaker) => {
      if (!queues.has(carmaker))
        queues.set(carmaker, { vehicleIds: [], away: 0, lookedUpAt: 0, toldAt: 0, hasTurn: false })
    },
    all: () => [...queues.keys()],
    of: (carmaker) => queues.get(carmaker),
    write: (carmaker, queue) => void queues.set(carmaker, queue),
    end: (carmaker) => void queues.delete(carmaker),
  }
}
