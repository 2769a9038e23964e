import type { Interval } from '../base/interval.ts'
import type { TimeZone } from '../base/local-time.ts'
import type { TroubleCause } from '../events/trouble-causes.ts'
import type { ChargingStatus } from '../carmakers/charge-state.ts'
import type { ChargeNowObstacle } from '../control/charge-now-obstacle.ts'
import type { Reason } from '../control/reasons.ts'
import type { CapacityStepOfPlan } from '../planning/capacity-steps.ts'
import type { BlockReason, Constraint, Plan } from '../planning/plan-type.ts'
import type { Currency } from '../prices/zones.ts'
import type { PriceBasis } from '../texts/plan-words.ts'
import type { CarCare } from './car-care.ts'
import type { ChartPoint, ChartSlot } from './chart-geometry.ts'
import type { FrameView } from './page-frame.ts'
import type { WishView } from './wish-view.ts'

/** One stretch of planned charging, as the driver sees it. */
export interface BlockView extends Interval {
  /** Energy at the plug, kWh. */
  readonly energyKwh: number
  /** `null` while no price is known. */
  readonly cost: number | null
  readonly reason: BlockReason
  /** What else decides where it stands. */
  readonly binding: readonly Constraint[]
  /** `missed`: it is past, and the car has drawn nothing. */
  readonly state: 'planned' | 'running' | 'done' | 'missed'
}

/** Cost of the plan and of charging at once at full power from plug-in. `saved` may be negative. */
export interface EstimateView {
  readonly cost: number
  readonly baselineCost: number
}

/** Everything the plan page shows. Numbers and instants only, never markup. */
export interface PlanPageView extends FrameView {
  readonly timeZone: TimeZone
  /** Of all sums and prices. */
  readonly currency: Currency
  /** What the driver is called on the page; `null` where the page shall name nobody. */
  readonly driverLabel: string | null
  readonly carLabel: string
  readonly now: Date
  /** Nobody looks after any car at the moment. */
  readonly isServiceSilent: boolean
  readonly reason: Reason
  /** What the car was last seen to do; `null`: never. */
  readonly status: ChargingStatus | null
  /** Consent is over, and the car has not been seen to be given back: it may stand until somebody starts it. */
  readonly isStanding: boolean
  /** Told and not over yet. */
  readonly trouble: TroubleCause | null
  /** It is charged in one block, since it does not start again after a stop. */
  readonly doesNotRestart: boolean
  /** Charged past the target, for the departure after; `null`: the plan does not. */
  readonly ahead: {
    readonly socPercent: number
    readonly nextReadyBy: Date
    readonly nextTarget: number
  } | null
  /** State of charge, 0 to 100; `null`: not known. */
  readonly soc: number | null
  /** What it is planned with while the car does not tell. */
  readonly assumedSoc: number | null
  readonly socObservedAt: Date | null
  readonly target: number
  /** The car's own limit, where it ends charging below the target and has not done so yet; 0 to 100. */
  readonly limitBelow: number | null
  readonly minimum: number
  readonly readyBy: Date
  readonly slots: readonly ChartSlot[]
  readonly blocks: readonly BlockView[]
  /** The newest plan of the stay, to be explained; `null`: none is made. */
  readonly plan: Plan | null
  /** How that plan stands to the capacity step, where the site's peaks are known. */
  readonly capacitySteps: readonly CapacityStepOfPlan[]
  readonly expectedCurve: readonly ChartPoint[]
  readonly observedCurve: readonly ChartPoint[]
  readonly estimate: EstimateView | null
  readonly basis: PriceBasis
  readonly provisional: boolean
  readonly feasibility: 'ready' | 'late'
  /** Energy at the plug missing at ready-by, kWh. */
  readonly shortfallKwh: number
  /** The driver's charge now; without an end of its own until the target of the policy is reached. */
  readonly override: {
    readonly active: boolean
    readonly until?: Date | undefined
    /** The state of charge that was asked for, 0 to 100. */
    readonly target?: number | undefined
    readonly untilUnplugged?: boolean | undefined
    /** The driver has begun or ended charging at the car; `null`: neither. */
    readonly byHand: 'started' | 'stopped' | null
  }
  /** What keeps charge now to the target from being done; `null`: nothing that is known. */
  readonly chargeNowObstacle: ChargeNowObstacle | null
  /** What charge now to the target costs beside the plan; `null`: a price is unknown; left out: there is nothing to charge. */
  readonly chargeNowExtra?: number | null
  /** When the car was last heard of, where it was unplugged then and charge now would have it looked at; left out: it is not so. */
  readonly unpluggedAsOf?: Date
  /** Whether the car can be looked after at all. */
  readonly care: CarCare
  readonly wish: WishView
  readonly urls: {
    /** What was decided, and why. */
    readonly why: string
    /** POST, empty form. */
    readonly chargeNow: string
    /** POST, empty form. */
    readonly cancelChargeNow: string
    /** POST, empty form. */
    readonly handBack: string
    /** GET, the page on which charge now is given its end. */
    readonly chooseChargeNow: string
    /** POST, empty form. */
    readonly testCharge: string
    /** GET, the page that asks for confirmation. */
    readonly withdraw: string
    /** What is shared, and the receipt of it. */
    readonly consent: string
  }
}
