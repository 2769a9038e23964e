import type { Clock } from '../base/clock.ts'
import type { CoordinatePool } from './coordinates.ts'
import type { Faults } from './faults.ts'
import type { Fleet } from './fleet.ts'
import type { PriceDay } from './price-sources/price-day.ts'
import type { PriceFaults } from './price-sources/price-faults.ts'
import type { CarRecords } from './records.ts'
import type { Grants } from './sign-in/grants.ts'

export interface TokenRequestCounts {
  codes: number
  refreshes: number
  refused: number
  /** Refresh tokens presented a second time, answered or not. */
  reused: number
  /** Presented for a driver who had taken consent back. */
  afterRevocation: number
}

/** What can be taken back to its beginning. */
export interface WorldState {
  fleet: Fleet
  /** What drivers allowed at each carmaker, by its name. */
  books: Readonly<Record<string, Grants>>
  /** What the makers have on record of their cars. */
  records: CarRecords
  tokenRequests: TokenRequestCounts
  /** Requests for cars whose driver had taken consent back. */
  requestsAfterRevocation: number
}

/** Everything the routes share. */
export interface World {
  readonly clock: Clock
  /** Decides whatever is secret. */
  readonly seed: string
  readonly prices: readonly PriceDay[]
  readonly redirectUris: readonly string[]
  readonly pool: CoordinatePool
  readonly faults: Faults
  readonly priceFaults: PriceFaults
  readonly state: WorldState
  /** Where the server listens, without a slash at the end. */
  readonly url: () => string
  readonly save: () => void
}

/** @throws RangeError for a name that is not in the simulator's registry */
export function bookOf({ state }: Pick<World, 'state'>, carmaker: string): Grants {
  const book = state.books[carmaker]
  if (book === undefined) throw new RangeError(`No carmaker is simulated as ${carmaker}`)
  return book
}
