import type { Clock } from '../../base/clock.ts'
import type { Randomness } from '../../base/random.ts'
import type { Claim } from '../../database/claim-due.ts'
import type { Database } from '../../database/database.ts'
import type { BusinessEvents } from '../../observability/business-events.ts'
import type { Tolerance } from '../compare.ts'
import type { ExchangeRate } from '../exchange-rate.ts'
import type { PriceSource, PriceSourceError } from '../port.ts'
import type { BiddingZone, Currency } from '../zones.ts'

/** Where rates of exchange come from when price sources give none. */
export interface RateSource {
  readonly name: string
  /**
   * The newest rate of a currency against the euro.
   *
   * @throws PriceSourceError if it could not be had
   */
  fetchRate(currency: Currency): Promise<ExchangeRate>
}

export interface ImportDependencies {
  readonly db: Database
  /** World time. */
  readonly clock: Clock
  readonly randomness: Randomness
  readonly events: BusinessEvents
  /** In the order of preference: of each zone the first source that knows it is planned with, the others stand in. */
  readonly sources: readonly PriceSource[]
  /** Without one the last known rate serves. */
  readonly rates?: RateSource | undefined
  /** How far two sources may be apart before it is told. */
  readonly tolerance?: Tolerance | undefined
}

/** One call of the import. A source that could not be reached is not asked for every other zone as well. */
export interface Round {
  readonly deps: ImportDependencies
  readonly down: Map<string, PriceSourceError>
}

/** One zone that is being worked on. */
export interface ZoneWork {
  readonly round: Round
  readonly claim: Claim
  readonly zone: BiddingZone
  readonly now: Date
  /** Those that know the zone, in order. */
  readonly sources: readonly PriceSource[]
}
