import type { Clock } from '../base/clock.ts'
import type { CoordinatePool } from './coordinates.ts'
import type { Faults } from './faults.ts'
import type { Fleet } from './fleet.ts'
import type { PriceDay } from './price-sources/price-day.ts'
import type { PriceFaults } from './price-sources/price-faults.ts'
import type { CarRecords } from './records.ts'
import type { Grants } from './sign-in/grants.ts'
import type { RequestBucket } from './smartcar/request-bucket.ts'

/** The application the carmaker knows: what a service needs to sign its drivers in. */
export interface SimulatorClient {
  readonly clientId: string
  readonly clientSecret: string
}

/** The same at Smartcar. */
export interface SmartcarClient extends SimulatorClient {
  /** Signs webhooks. */
  readonly managementToken: string
}

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
  /** At Tesla. */
  grants: Grants
  smartcarGrants: Grants
  smartcarBucket: RequestBucket
  /** What the makers have on record of their cars. */
  records: CarRecords
  tokenRequests: TokenRequestCounts
  /** Requests for cars whose driver had taken consent back. */
  requestsAfterRevocation: number
}

/** Everything the routes share. */
export interface World {
  readonly clock: Clock
  readonly client: SimulatorClient
  readonly smartcar: SmartcarClient
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

export const SIMULATED_CARMAKERS = ['tesla', 'smartcar'] as const

/** What drivers allowed at each of them. */
export const BOOKS: Readonly<Record<(typeof SIMULATED_CARMAKERS)[number], (state: WorldState) => Grants>> = {
  tesla: ({ grants }) => grants,
  smartcar: ({ smartcarGrants }) => smartcarGrants,
}
