import type { Interval } from '../base/interval.ts'
import type { ChargeNowEnd } from '../control/facts.ts'
import type { PriceDay } from '../prices/shipped-days.ts'
import type { FaultKind, Operation } from '../simulator/faults.ts'
import type { SimulatedCar } from '../simulator/simulated-car.ts'
import type { Site } from '../sites/site.ts'
import type { ChargingPolicy } from '../vehicles/vehicle.ts'

/** Something a carmaker does to the requests for one car from `start` on, up to `end` or until it has fired so often. */
export interface Trouble extends Interval {
  readonly kind: FaultKind
  /** Any request it can apply to, if left out. */
  readonly on?: Operation
  readonly times: number
}

/** What a driver asks for in the middle of the night. */
export type Wish =
  | { readonly kind: 'ready-by'; readonly at: Date; readonly readyBy: LocalClock }
  | { readonly kind: 'pause'; readonly at: Date; readonly until: Date }
  | { readonly kind: 'charge-now'; readonly at: Date; readonly end: ChargeNowEnd }

/** `HH:MM`. */
type LocalClock = ChargingPolicy['readyBy']

/** How a car is known through Smartcar. */
export interface Aggregator {
  /** By what time messages are late at most, seconds, and the share of them that never arrives; `null`: there are none. */
  readonly webhooks: { readonly mostLateSeconds: number; readonly lostShare: number } | null
}

/** A car of a night, and what its driver wants of it. */
export interface NightCar {
  /** As the service knows it. */
  readonly id: string
  readonly spec: SimulatedCar
  readonly policy: ChargingPolicy
  /** What it has taught us in nights before; `null`: it is new, and only guessed at. */
  readonly learnt: { readonly capacityKwh: number; readonly powerKw: number } | null
  /** The app's word; `null`: it has not told. */
  readonly toldAtHome: boolean | null
  readonly troubles: readonly Trouble[]
  /** One at most; none if left out. */
  readonly wish?: Wish
  /** Connected through Smartcar; left out: a Tesla. */
  readonly aggregator?: Aggregator
  /** None was ever tested, so that a test charge may begin by itself. Left out: it was. */
  readonly isUntested?: boolean
  /** When its carmaker takes no token for it, so that nothing can be asked or told. Left out: it always does. */
  readonly tokenRefused?: Interval
  /** When it goes on telling the state of charge that it told last before. Left out: never. */
  readonly frozenSoc?: Interval
  /** A stay at a plug of direct current on its way. Left out: there is none. */
  readonly fastCharge?: Interval
}

/** One meter and the cars behind it. */
export interface Home {
  readonly site: Site
  readonly cars: readonly NightCar[]
}

/** A delivery day of prices and when it becomes known. */
export interface PublishedDay {
  readonly at: Date
  readonly day: PriceDay
}

/** Everything that is drawn before a night is played; nothing else bears on it. All homes lie in the zone of the prices. */
export interface Night {
  readonly seed: string
  /** Every car is connected, and none is plugged in. */
  readonly start: Date
  readonly end: Date
  readonly homes: readonly Home[]
  /** In order of time. */
  readonly prices: readonly PublishedDay[]
  /** When Ladeplan itself is down; in order, not overlapping. */
  readonly away: readonly Interval[]
  /** By how much cars keep away from each other at most; 0 if left out. Seconds. */
  readonly herdSeconds?: number
}

export function carsOf(night: Night): readonly NightCar[] {
  return night.homes.flatMap(({ cars }) => cars)
}
