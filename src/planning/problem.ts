import type { Interval } from '../base/interval.ts'
import type { TimeZone } from '../base/local-time.ts'
import { type Kw, type Kwh, type Money, type PricePerKwh, type Percent, money } from '../base/units.ts'
import type { Herd } from './herd-offset.ts'

/** What one kWh taken at the plug costs in one slot. `null`: nobody knows yet, not even as an estimate. */
export interface CostSlot extends Interval {
  readonly costPerKwh: PricePerKwh | null
  /** `estimate`: carried over from another day, so the plan is provisional while it leans on it. */
  readonly quality: 'final' | 'estimate'
}

/** What the driver wants and what the car can do. */
export interface ChargingNeed {
  readonly soc: Percent
  /** Wanted at `readyBy`. */
  readonly target: Percent
  /** Reached first and at once, whatever the price. */
  readonly minimum: Percent
  readonly readyBy: Date
  /** Usable battery capacity. */
  readonly capacity: Kwh
  /** Power at the plug while charging. */
  readonly power: Kw
  /** Battery energy per energy at the plug, (0, 1]. */
  readonly efficiency: number
  /** Most power from a state of charge on, falling; `power` below the first. */
  readonly taper?: readonly TaperStep[]
}

export interface TaperStep {
  readonly soc: Percent
  readonly power: Kw
}

/** Limits on when charging may begin and end. Cars tire of being started, and every command may fail. */
export interface RunLimits {
  /** Most times that charging begins, from now on; `null`: not limited. */
  readonly maxStarts: number | null
  /** A run lasts at least so long; 0: no limit. */
  readonly minimumRunMinutes: number
  /** What a start is taken to cost, so that it has to gain at least that. */
  readonly startCost: Money
}

/** A request without limits on starts and runs. */
export const NO_RUN_LIMITS: RunLimits = { maxStarts: null, minimumRunMinutes: 0, startCost: money(0) }

/** What the site allows, and what its grid company charges for peaks. */
export interface SiteLimits {
  /** Expected mean power of everything else at the site, kW, by slot; `null` where it is not known. */
  readonly baseLoad?: readonly (Interval & { readonly power: Kw })[]
  /** What other cars there are planned to draw; they may overlap. Slots are cut where one begins or ends. */
  readonly otherCars?: readonly (Interval & { readonly power: Kw })[]
  /** Most power of the whole site. */
  readonly gridLimit?: Kw
  readonly capacityCharge?: CapacityCharge
}

/** Norway: the mean of the three highest daily peaks of a month. */
export const DAYS_IN_MEAN = 3

/** The monthly charge on the mean of the highest daily peaks (hourly means), in steps. */
export interface CapacityCharge {
  readonly timeZone: TimeZone
  /** How many days the mean is over; {@link DAYS_IN_MEAN} if it is not said. */
  readonly days?: number
  readonly steps: readonly { readonly upTo: Kw; readonly cost: Money }[]
  /** Daily peaks of the month so far; `day` is local, `YYYY-MM-DD`. */
  readonly measured: readonly { readonly day: string; readonly peak: Kw }[]
  /** Kept free below a step, hour by hour: what the base load may come to above its mean. */
  readonly reserve?: readonly (Interval & { readonly power: Kw })[]
}

/** A further departure, after `need.readyBy`: planned jointly, since its energy may be cheapest before the first. */
export interface LaterDeparture {
  /** Wanted then. */
  readonly target: Percent
  readonly readyBy: Date
  /** The car is away before it: from the departure before until then. */
  readonly backAt: Date
  /** Taken out of the battery by the trip before it. */
  readonly used: Kwh
}

/** Why a target is above what is promised: the departure after it wants more, which is cheaper to charge before. */
export interface ChargedAhead {
  /** The target that is promised for `need.readyBy`. */
  readonly promised: Percent
  /** The departure after it, and what it wants. */
  readonly readyBy: Date
  readonly target: Percent
}

/** The plan followed so far. */
export interface KeptPlan {
  /** What is left of it. */
  readonly blocks: readonly Interval[]
  /** A new plan has to gain more than this, or the old one stays as far as it can. */
  readonly threshold: Money
}

/** One planning request: everything the planner knows. Same request, same plan, bit for bit. */
export interface PlanningProblem {
  readonly now: Date
  readonly need: ChargingNeed
  /** In order of time, not overlapping; gaps are times without a price. */
  readonly slots: readonly CostSlot[]
  readonly runs?: RunLimits
  /** Charging goes on at `now`: going on is no start. */
  readonly chargingNow?: boolean
  /** Charging promised already: part of every plan. */
  readonly frozen?: readonly Interval[]
  readonly kept?: KeptPlan
  /** Not charged then, whatever it costs. */
  readonly blocked?: readonly Interval[]
  /** Not charged in dearer slots, except for the minimum state of charge. */
  readonly priceLimit?: PricePerKwh
  readonly site?: SiteLimits
  /** Keeps the car away from what all others do at the same instant; see {@link spreadStretches}. */
  readonly herd?: Herd
  /** `need.target` is above what is promised. */
  readonly ahead?: ChargedAhead
  /** In order. */
  readonly laterDepartures?: readonly LaterDeparture[]
}
